import { Generator } from '../engine/rng.ts';
import { DataError } from './errors.ts';
import type { Labelled, Rows } from './labelled.ts';
import { asShared, sharedFloat32 } from './shared-memory.ts';

/** Shares of the examples that are not trained on. */
export interface Shares {
  validation: number;
  test: number;
}

/** Examples before they are scaled and narrowed to float32. */
export interface Part {
  count: number;
  /** [count, features], row by row. */
  inputs: Float32Array | Float64Array;
  /** Class indices, or values to predict, [count]. */
  targets: Int32Array | Float32Array | Float64Array;
}

export interface Parts {
  train: Part;
  validation: Part;
  test: Part;
}

/** Which rows each part gets, each in the order of the source. */
export interface RowSplit {
  train: Uint32Array;
  validation: Uint32Array;
  test: Uint32Array;
}

/**
 * Deals `count` rows to the three parts by the seed: every row to exactly one part.
 *
 * @throws {DataError} when nothing is left to train on
 */
export function splitRows(count: number, shares: Shares, seed: number): RowSplit {
  const test = Math.round(count * shares.test);
  const validation = Math.round(count * shares.validation);
  const train = count - test - validation;
  if (train < 1) {
    throw new DataError(
      `no example is left to train on: of ${count}, a validation share of ${shares.validation} takes ${validation} ` +
        `and a test share of ${shares.test} takes ${test}; expected shares that leave at least 1`,
    );
  }
  const order = new Generator(seed, 'split').permutation(count);
  return {
    test: order.subarray(0, test).sort(),
    validation: order.subarray(test, test + validation).sort(),
    train: order.subarray(test + validation).sort(),
  };
}

/** The three parts of a dataset; its own test set stays whole and then no share is taken for one. */
export function splitParts({ rows, test, features }: Labelled, shares: Shares, seed: number): Parts {
  const split = splitRows(rows.count, test ? { ...shares, test: 0 } : shares, seed);
  return {
    train: gather(rows, split.train, features),
    validation: gather(rows, split.validation, features),
    test: test
      ? gather(
          test,
          Uint32Array.from({ length: test.count }, (_, i) => i),
          features,
        )
      : gather(rows, split.test, features),
  };
}

function gather({ inputs, unit, targets }: Rows, chosen: Uint32Array, features: number): Part {
  const size = chosen.length * features;
  const out = inputs instanceof Float64Array ? new Float64Array(size) : sharedFloat32(size);
  const outTargets = asShared(targets.slice(0, chosen.length));
  for (let to = 0; to < chosen.length; to++) {
    const from = chosen[to] * features;
    for (let i = 0; i < features; i++) out[to * features + i] = inputs[from + i] / unit;
    outTargets[to] = targets[chosen[to]];
  }
  return { count: chosen.length, inputs: out, targets: outTargets };
}
