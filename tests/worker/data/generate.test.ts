import { expect, test } from 'vitest';
import { CATALOG } from '../../../shared/training/catalog.ts';
import { GENERATORS, generate } from '../../../worker/data/generate.ts';

const NAMES = Object.keys(GENERATORS);
const options = (examples?: number, noise?: number) => ({ examples, noise });

/** The points of a set as [x, y or nothing, target]. */
function points(name: string, examples: number, noise: number, seed = 1) {
  const { rows, features } = generate(name, options(examples, noise), seed);
  return Array.from({ length: rows.count }, (_, row) => ({
    x: rows.inputs[row * features],
    y: rows.inputs[row * features + 1],
    target: rows.targets[row],
  }));
}

test('the catalog lists the size, noise, inputs and classes of each generated set as it is made', () => {
  const made = NAMES.map((name) => {
    const { task, features, classNames, rows } = generate(name, options(), 1);
    return { name, task, features, classNames, examples: rows.count, noise: GENERATORS[name].noise };
  });
  const told = CATALOG.filter(({ kind }) => kind === 'generated').map(
    ({ name, task, features, classNames, examples, noise }) => ({ name, task, features, classNames, examples, noise }),
  );
  expect(made).toEqual(told);
});

test.each(NAMES)('%s is the same for the same seed and another for another', (name) => {
  const first = generate(name, options(50), 5).rows;
  expect(generate(name, options(50), 5).rows).toEqual(first);
  expect(generate(name, options(50), 6).rows.inputs).not.toEqual(first.inputs);
});

test.each(NAMES.filter((name) => GENERATORS[name].task === 'classification'))(
  '%s has every class equally often',
  (name) => {
    const { rows, classNames } = generate(name, options(60), 1);
    const counts = classNames?.map((_, target) => [...rows.targets].filter((each) => each === target).length);
    expect(new Set(counts)).toEqual(new Set([60 / (classNames?.length ?? 0)]));
  },
);

test('moons without noise lie on their half circles, from end to end', () => {
  const moons = points('moons', 200, 0);
  for (const { x, y, target } of moons) {
    const radius = target === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5);
    expect(radius).toBeCloseTo(1, 5);
    expect(target === 0 ? y >= -1e-6 : y <= 0.5 + 1e-6).toBe(true);
  }
  expect(moons.filter(({ target }) => target === 0).at(-1)?.x).toBeCloseTo(-1, 5);
});

test('circles without noise have radius 1 and ½', () => {
  for (const { x, y, target } of points('circles', 100, 0)) {
    expect(Math.hypot(x, y)).toBeCloseTo(target === 0 ? 1 : 0.5, 5);
  }
});

test('spirals without noise turn once around as they grow from 0 to 1', () => {
  for (const { x, y, target } of points('spirals', 200, 0)) {
    const radius = Math.hypot(x, y);
    const angle = Math.PI * (target + 2 * radius);
    expect(x).toBeCloseTo(radius * Math.sin(angle), 4);
    expect(y).toBeCloseTo(radius * Math.cos(angle), 4);
  }
});

test('the class of XOR without noise follows from the signs', () => {
  for (const { x, y, target } of points('xor', 400, 0)) expect(target).toBe(Number(x < 0 !== y < 0));
});

test.each([
  { name: 'line', value: (x: number) => 2 * x + 1, reach: 3 },
  { name: 'polynomial', value: (x: number) => 0.1 * (x - 2) ** 3 + x ** 2 - 6 * x + 1, reach: 10 },
])('$name without noise is its formula over ±$reach, and noise has the asked spread', ({ name, value, reach }) => {
  const exact = points(name, 300, 0);
  for (const { x, target } of exact) expect(Math.abs(target - value(x))).toBeLessThan(1e-3);
  const xs = exact.map(({ x }) => x);
  expect(Math.max(...xs)).toBeLessThanOrEqual(reach);
  expect(Math.min(...xs)).toBeLessThan(-0.9 * reach);
  expect(Math.max(...xs)).toBeGreaterThan(0.9 * reach);

  const errors = points(name, 20_000, 2).map(({ x, target }) => target - value(x));
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  // Five standard errors of a spread: 5 · 2 / √(2 · 20,000).
  expect(Math.abs(spread - 2)).toBeLessThan(0.05);
});

test('blobs have their centres and the configured spread', () => {
  const blob = points('blobs', 30_000, 0.5).filter(({ target }) => target === 0);
  const mean = blob.reduce((sum, { x }) => sum + x, 0) / blob.length;
  const spread = Math.sqrt(blob.reduce((sum, { x }) => sum + (x - mean) ** 2, 0) / blob.length);
  expect(mean).toBeCloseTo(4, 1);
  expect(spread).toBeCloseTo(0.5, 1);
});

test('the wide line without noise is the sum of its 200 inputs, which are of N(0, 1)', () => {
  const { rows, features, featureNames } = generate('wide', options(50, 0), 1);
  expect([features, featureNames]).toEqual([200, null]);
  for (let row = 0; row < rows.count; row++) {
    const sum = Array.from(rows.inputs.subarray(row * features, (row + 1) * features)).reduce(
      (total, x) => total + x,
      0,
    );
    expect(rows.targets[row]).toBeCloseTo(0.05 + 0.01 * sum, 5);
  }
  const inputs = Array.from(rows.inputs);
  const mean = inputs.reduce((total, x) => total + x, 0) / inputs.length;
  const variance = inputs.reduce((total, x) => total + x * x, 0) / inputs.length;
  expect([Math.abs(mean) < 0.05, Math.abs(variance - 1) < 0.05]).toEqual([true, true]);
});
