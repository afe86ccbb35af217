import { expect, test } from 'vitest';
import { createRandom, permutation, philox, STREAM } from '../../../worker/data/random.ts';

/** Known answers of Random123 for philox2x32-10. */
test.each([
  { counter: 0, stream: 0, seed: 0, words: [0xff1dae59, 0x6cd10df2] },
  { counter: 0xffffffff, stream: 0xffffffff, seed: 0xffffffff, words: [0x2c3f628b, 0xab4fd7ad] },
  { counter: 0x243f6a88, stream: 0x85a308d3, seed: 0x13198a2e, words: [0xdd7ce038, 0xf62a4c12] },
])('philox gives the published words for counter $counter', ({ counter, stream, seed, words }) => {
  expect(philox(counter, stream, seed)).toEqual(words);
});

test('a seed and a stream give the same numbers each time, and each stream others', () => {
  const draw = (seed: number, stream: number) => {
    const random = createRandom(seed, stream);
    return Array.from({ length: 5 }, () => random.uniform());
  };
  expect(draw(7, STREAM.split)).toEqual(draw(7, STREAM.split));
  expect(draw(7, STREAM.split)).not.toEqual(draw(7, STREAM.generate));
  expect(draw(7, STREAM.split)).not.toEqual(draw(8, STREAM.split));
});

test('uniform and normal numbers have their mean and variance', () => {
  const random = createRandom(3, STREAM.generate);
  const moments = (draw: () => number) => {
    const values = Array.from({ length: 100_000 }, draw);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };
  const uniform = moments(random.uniform);
  const normal = moments(random.normal);
  // Five standard errors of 100,000 draws.
  expect(Math.abs(uniform.mean - 0.5)).toBeLessThan(0.005);
  expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan(0.0012);
  expect(Math.abs(normal.mean)).toBeLessThan(0.016);
  expect(Math.abs(normal.variance - 1)).toBeLessThan(0.023);
});

test('a permutation holds every number once, and first places are drawn evenly', () => {
  expect([...permutation(1000, createRandom(1, STREAM.split))].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 1000 }, (_, index) => index),
  );
  const firsts = [0, 0, 0, 0];
  for (let seed = 0; seed < 4000; seed++) firsts[permutation(4, createRandom(seed, STREAM.split))[0]] += 1;
  for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(140);
});
