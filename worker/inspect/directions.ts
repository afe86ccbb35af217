import { symmetricEigenpairs } from '../engine/eigenvalues.ts';
import type { Parameter } from '../engine/parameters.ts';
import type { Generator } from '../engine/rng.ts';
import type { Weights } from './subject.ts';

/** A direction in the space of all parameters, by parameter. */
export type Direction = ReadonlyMap<string, Float64Array>;

/**
 * A random direction of which each filter (the weights of one unit) is as long as that of the network; biases and gains
 * stay where they are.
 *
 * Source  Li et al. (2018), arXiv:1712.09913, §4
 */
export function filterNormalized(parameters: readonly Parameter[], random: Generator): Direction {
  return new Map(
    parameters.map(({ name, role, value }) => {
      const drawn = Float64Array.from({ length: value.size }, () => random.normal());
      if (role !== 'weight') return [name, drawn.fill(0)];
      const { units, unitOf } = unitsOf(value.shape);
      const own = new Float64Array(units);
      const wanted = new Float64Array(units);
      drawn.forEach((each, at) => {
        own[unitOf(at)] += each ** 2;
        wanted[unitOf(at)] += value.data[at] ** 2;
      });
      return [name, drawn.map((each, at) => each * Math.sqrt(wanted[unitOf(at)] / (own[unitOf(at)] || 1)))];
    }),
  );
}

/** Linear weights are [units, inputs], kernels [height, width, channels, units]. */
function unitsOf(shape: readonly number[]): { units: number; unitOf: (at: number) => number } {
  if (shape.length === 4) return { units: shape[3], unitOf: (at) => at % shape[3] };
  const inputs = shape.slice(1).reduce((product, length) => product * length, 1);
  return { units: shape[0], unitOf: (at) => Math.floor(at / inputs) };
}

/** Two directions, with each of the states as it lies along them from the last one. */
export interface PathPlane {
  directions: [Direction, Direction];
  places: [x: number, y: number][];
  /** Shares of the variance along both. */
  explained: [number, number];
}

/**
 * The two principal directions of states of the network, each as seen from the last one.
 *
 * Source  Li et al. (2018), §7: PCA of θᵢ − θₙ
 */
export function principalPlane(parameters: readonly Parameter[], states: readonly Weights[]): PathPlane {
  const last = states[states.length - 1];
  const differences = states.map(({ parameters: each }) =>
    parameters.map(({ name }) => Float64Array.from(each[name], (value, at) => value - last.parameters[name][at])),
  );
  const count = states.length;
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      gram[i * count + j] = differences[i].reduce((sum, block, index) => sum + dot(block, differences[j][index]), 0);
  const { values, vectors } = symmetricEigenpairs(gram, count);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  const directionOf = (rank: number): Direction => {
    const length = Math.sqrt(Math.max(values[rank], 0)) || 1;
    return new Map(
      parameters.map(({ name, value }, index) => {
        const out = new Float64Array(value.size);
        differences.forEach((blocks, state) => {
          const share = vectors[rank][state] / length;
          blocks[index].forEach((each, at) => {
            out[at] += share * each;
          });
        });
        return [name, out];
      }),
    );
  };
  const along = (rank: number, state: number) => vectors[rank][state] * Math.sqrt(Math.max(values[rank], 0));
  return {
    directions: [directionOf(0), directionOf(1)],
    places: states.map((_, state) => [along(0, state), along(1, state)]),
    explained: [Math.max(0, values[0]) / total, Math.max(0, values[1]) / total],
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
