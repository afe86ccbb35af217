import { Arena } from './arena.ts';
import type { TapeNode } from './autodiff.ts';
import { ShapeError } from './errors.ts';
import type { Floats, Precision } from './floats.ts';
import type { Kernels } from './kernels.ts';
import { ReferenceKernels } from './reference-kernels.ts';
import { type Shape, sizeOf } from './shape.ts';
import { Tensor } from './tensor.ts';

/** Memory that kernels work on, and where the engine's part of it starts. */
export interface KernelHost {
  kernels: Kernels;
  memory: ArrayBufferLike;
  start: number;
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

  /** A tensor with these elements, until the present scope ends. */
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

/** An engine on the plain TypeScript kernels, float32 or float64. */
export function createReferenceEngine(precision: Precision, budgetBytes = 2 ** 26): Engine {
  return new Engine({ kernels: new ReferenceKernels(precision), memory: new ArrayBuffer(budgetBytes), start: 0 });
}
