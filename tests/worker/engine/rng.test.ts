import { expect, test } from 'vitest';
import { Generator, STREAMS, type Stream, threefry } from '../../../worker/engine/rng.ts';

/** Known-answer vectors of Random123 for threefry2x32, 20 rounds. */
test.each([
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
])('threefry with key %j and counter %j gives the published words', (key, counter, expected) => {
  const out = new Uint32Array(2);
  threefry(out, key[0], key[1], counter[0], counter[1]);
  expect(Array.from(out)).toEqual(expected);
});

test('a seed and a stream give the same numbers each time, and every stream others', () => {
  const draw = (seed: number, stream: Stream) => {
    const random = new Generator(seed, stream);
    return Array.from({ length: 5 }, () => random.word());
  };
  const streams = Object.keys(STREAMS) as Stream[];
  for (const stream of streams) expect(draw(1, stream)).toEqual(draw(1, stream));
  const drawn = [...streams.map((stream) => draw(1, stream)), draw(2, 'init')];
  expect(new Set(drawn.map(String)).size).toBe(streams.length + 1);
});

test('a generator goes on from a saved position', () => {
  const first = new Generator(7, 'noise');
  for (let i = 0; i < 5; i++) first.normal();
  const second = new Generator(7, 'noise', first.position);
  expect(second.uniform()).toBe(first.uniform());
  expect(second.word()).toBe(first.word());
});

test('uniform and normal numbers have the moments they should', () => {
  const random = new Generator(3, 'noise');
  const count = 50_000;
  const stats = (draw: () => number) => {
    const values = Array.from({ length: count }, draw);
    const mean = values.reduce((sum, x) => sum + x, 0) / count;
    return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count };
  };
  const uniform = stats(() => random.uniform());
  expect(Math.abs(uniform.mean - 0.5)).toBeLessThan(0.006);
  expect(Math.abs(uniform.variance - 1 / 12)).toBeLessThan(0.002);
  const normal = stats(() => random.normal());
  expect(Math.abs(normal.mean)).toBeLessThan(0.02);
  expect(Math.abs(normal.variance - 1)).toBeLessThan(0.03);
});

test('a permutation holds every index once, and is another one each time', () => {
  const random = new Generator(1, 'order');
  const [first, second] = [random.permutation(100), random.permutation(100)];
  expect(Array.from(first).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(first).not.toEqual(second);
  expect(random.permutation(0)).toHaveLength(0);
});

test('first places of a permutation are drawn evenly', () => {
  const firsts = [0, 0, 0, 0];
  for (let seed = 0; seed < 4000; seed++) firsts[new Generator(seed, 'split').permutation(4)[0]] += 1;
  for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(140); // five standard errors
});
