import { Arena } from './arena.ts';
import { ShapeError } from './errors.ts';
import type { Floats } from './floats.ts';
import type { KernelHost, Kernels } from './kernels.ts';
import { type Shape, sizeOf } from './shape.ts';

// A tensor refers to its engine, the engine's tape to tensors: one file defines all three.

/**
 * A block of numbers with a shape, on the engine that computes with it.
 *
 * `data` starts at the tensor's first element. `strides` is null when the elements lie densely row by
 * row, which most do; views such as a transpose share another tensor's data with strides of their own.
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

  /**
   * The only element.
   *
   * @throws {RangeError} when there is not exactly one
   */
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

/**
 * The gradient of the loss with respect to one input, given that with respect to the output. May
 * write its result to `into` and return that; any other tensor is copied there.
 */
export type Gradient = (upstream: Tensor, into: Tensor | null) => Tensor;

/** One operation on the tape: its output, what it was computed from, and a gradient rule an input. */
export interface TapeNode {
  operation: string;
  output: Tensor;
  inputs: readonly Tensor[];
  gradients: readonly (Gradient | null)[];
  /** Work that the rules share, done once: their upstream is what it returns. */
  shared: ((upstream: Tensor) => Tensor) | null;
}

/**
 * Kernels, the memory they work on, and the tape of what was computed.
 *
 * Results of operations are scratch: they live until the `scope` around them ends. Parameters and
 * optimizer state last.
 */
export class Engine {
  readonly kernels: Kernels;
  readonly arena: Arena;
  readonly tape: TapeNode[] = [];
  recording = true;

  constructor({ kernels, memory, start }: KernelHost) {
    this.kernels = kernels;
    this.arena = new Arena(memory, start, kernels.precision);
  }

  scratch(count: number): Floats {
    return this.arena.scratch(count);
  }

  /**
   * A tensor with these elements, until the present scope ends.
   *
   * @throws {ShapeError} when there is not one value an element
   */
  tensor(values: ArrayLike<number>, shape: Shape = [values.length], needsGradient = false): Tensor {
    if (values.length !== sizeOf(shape))
      throw new ShapeError('tensor', [[values.length], shape], 'one value an element');
    const data = this.scratch(values.length);
    data.set(values);
    return new Tensor(this, data, shape, null, needsGradient);
  }

  full(shape: Shape, value: number): Tensor {
    return new Tensor(this, this.scratch(sizeOf(shape)).fill(value), shape, null, false);
  }

  /** A tensor that outlives scopes, zero-filled. */
  lasting(shape: Shape, needsGradient = false): Tensor {
    return new Tensor(this, this.arena.lasting(sizeOf(shape)), shape, null, needsGradient);
  }

  /** Runs `body`, then forgets every tensor it made and all it put on the tape. */
  scope<T>(body: () => T): T {
    const mark = this.arena.mark();
    const length = this.tape.length;
    try {
      return body();
    } finally {
      this.arena.release(mark);
      this.tape.length = length;
    }
  }

  /** Runs `body` without putting anything on the tape. */
  withoutGradients<T>(body: () => T): T {
    const before = this.recording;
    this.recording = false;
    try {
      return body();
    } finally {
      this.recording = before;
    }
  }
}
