import { seededRandom } from '../seeded-random.ts';

/** A whole number of 32 bits that mixes all of these (the finalizer of MurmurHash3 between them). */
export function mix(...words: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const word of words) {
    state = Math.imul(state ^ word, 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** Numbers in [0, 1) fixed by what they are drawn for. */
export const uniforms = (...words: readonly number[]): (() => number) => seededRandom(mix(...words));
