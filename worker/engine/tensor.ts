import type { Engine } from './engine.ts';
import type { Floats } from './floats.ts';
import { type Shape, sizeOf } from './shape.ts';

/**
 * A block of numbers with a shape, on the engine that computes with it.
 *
 * `data` starts at the tensor's first element. `strides` is null when the elements lie densely row by
 * row, which most do; views such as a transpose share another tensor's data and say how to step.
 */
export class Tensor {
  readonly engine: Engine;
  readonly data: Floats;
  readonly shape: Shape;
  readonly strides: readonly number[] | null;
  /** Whether a gradient with respect to this tensor may be wanted. */
  needsGradient: boolean;
  /** What `gradients` has gathered for this tensor so far. */
  pending: Tensor | null = null;
  /** Where this parameter's gradient is kept, when it has such a place. */
  slot: Tensor | null = null;
  /** Position of the operation that made it on the tape, −1 for inputs. */
  node = -1;

  constructor(engine: Engine, data: Floats, shape: Shape, strides: readonly number[] | null, needsGradient: boolean) {
    this.engine = engine;
    this.data = data;
    this.shape = shape;
    this.strides = strides;
    this.needsGradient = needsGradient;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The only element. */
  get item(): number {
    if (this.size !== 1) throw new RangeError(`item needs a tensor of one element, not [${this.shape.join(', ')}]`);
    return this.data[0];
  }

  /** A copy of the elements, row by row, that outlives the arena. */
  toArray(): number[] {
    return Array.from(dense(this).subarray(0, this.size));
  }
}

/** The elements row by row: the tensor's own data, or a scratch copy of a strided view. */
export function dense(tensor: Tensor): Floats {
  if (tensor.strides === null) return tensor.data;
  const out = tensor.engine.scratch(tensor.size);
  tensor.engine.kernels.gather(out, tensor.data, tensor.shape, tensor.strides);
  return out;
}
