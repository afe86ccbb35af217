import type { Examples } from '../data/examples.ts';
import type { Generator } from '../engine/rng.ts';
import type { Engine } from '../engine/tensor.ts';
import { Tensor } from '../engine/tensor.ts';
import { copyRange, copyRows } from './copy-rows.ts';

/** A mini-batch: inputs as a scratch tensor, targets row by row. */
export interface MiniBatch {
  inputs: Tensor;
  targets: Int32Array | Float32Array;
  count: number;
}

export interface BatchOptions {
  /** Leaves out the last batch of an epoch when it is smaller than the others. */
  dropLast?: boolean;
  /** Draws every example anew from all of them, so that one may come twice and another not at all. */
  withReplacement?: boolean;
}

/**
 * Deals the examples into batches, epoch after epoch, each epoch in a new random order; without a
 * generator in the order given.
 */
export class Batches {
  readonly perEpoch: number;
  /** Examples in each batch but perhaps the last of an epoch. */
  readonly size: number;
  /** Examples in the last batch of an epoch. */
  readonly lastSize: number;
  readonly #examples: Examples;
  readonly #random: Generator | null;
  readonly #withReplacement: boolean;
  readonly #targets: Int32Array | Float32Array;
  #order: Uint32Array | null = null;
  #batch = 0;
  #orderPosition = 0;

  constructor(examples: Examples, size: number, random: Generator | null, options: BatchOptions = {}) {
    this.#examples = examples;
    this.size = Math.min(size, examples.count);
    this.#random = random;
    this.#withReplacement = options.withReplacement ?? false;
    this.#targets = examples.targets.slice(0, this.size * targetWidth(examples));
    const whole = examples.count / this.size;
    this.perEpoch = options.dropLast ? Math.floor(whole) : Math.ceil(whole);
    this.lastSize = Math.min(this.size, examples.count - (this.perEpoch - 1) * this.size);
  }

  /** Batches dealt in this epoch, and the generator's position before this epoch's shuffle. */
  get cursor(): { batch: number; orderPosition: number } {
    const orderPosition = this.#batch === 0 ? (this.#random?.position ?? 0) : this.#orderPosition;
    return { batch: this.#batch, orderPosition };
  }

  /** Goes on from a cursor: its order is drawn again from where the generator was. */
  set cursor({ batch, orderPosition }) {
    if (this.#random) this.#random.position = orderPosition;
    this.#batch = batch % this.perEpoch;
    if (this.#batch > 0) this.#order = this.#newOrder();
  }

  /** The next batch, valid until the present scope ends and the next call. */
  next(engine: Engine): MiniBatch {
    if (this.#batch === 0) this.#order = this.#newOrder();
    const from = this.#batch * this.size;
    const to = Math.min(from + this.size, this.#examples.count);
    this.#batch = (this.#batch + 1) % this.perEpoch;
    if (!this.#order) return slice(engine, this.#examples, from, to);
    return this.#pick(engine, this.#order.subarray(from, to));
  }

  #newOrder(): Uint32Array | null {
    const { count } = this.#examples;
    if (!this.#random) return null;
    this.#orderPosition = this.#random.position;
    if (!this.#withReplacement) return this.#random.permutation(count);
    const random = this.#random;
    return Uint32Array.from({ length: count }, () => random.integer(count));
  }

  #pick(engine: Engine, indices: Uint32Array): MiniBatch {
    const { inputs, targets, count } = this.#examples;
    const features = inputs.length / count;
    const width = targetWidth(this.#examples);
    const data = engine.scratch(indices.length * features);
    copyRows(data, inputs, indices, features);
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row];
      for (let t = 0; t < width; t++) this.#targets[row * width + t] = targets[index * width + t];
    }
    return {
      inputs: new Tensor(engine, data, [indices.length, features], null, false),
      targets: this.#targets.subarray(0, indices.length * width),
      count: indices.length,
    };
  }
}

/** Examples `from` up to `to`, in the order they are stored. */
export function slice(engine: Engine, examples: Examples, from: number, to: number): MiniBatch {
  const features = examples.inputs.length / examples.count;
  const width = targetWidth(examples);
  const data = engine.scratch((to - from) * features);
  copyRange(data, examples.inputs, from * features, to * features);
  return {
    inputs: new Tensor(engine, data, [to - from, features], null, false),
    targets: examples.targets.subarray(from * width, to * width),
    count: to - from,
  };
}

function targetWidth({ targets, count }: Examples): number {
  return targets.length / count;
}
