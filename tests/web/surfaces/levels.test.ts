import { describe, expect, test } from 'vitest';
import { surfaceShape } from '../../../shared/training/surface-shape.ts';
import { contourMap } from '../../../web/surfaces/contours.ts';
import { contourLevels, linearLevels, logLevels } from '../../../web/surfaces/levels.ts';

describe('levels', () => {
  test('grow by round factors above the minimum where values grow by powers of ten', () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => 10 ** (-2 + (6 * index) / 999));
    const { values: levels, isLog, floor } = contourLevels(values, 0);
    expect({ isLog, floor }).toEqual({ isLog: true, floor: 0 });
    expect(levels).toContain(1);
    expect(levels).toContain(1000);
    expect(levels.length).toBeGreaterThan(8);
    expect(levels.length).toBeLessThanOrEqual(18);
  });

  test('count from the minimum, which need not be 0', () => {
    const values = Float64Array.from({ length: 1000 }, (_, index) => -1 + 10 ** (-2 + (6 * index) / 999));
    expect(contourLevels(values, -1).values).toContain(99);
  });

  test('are even where values are, and where no minimum is known', () => {
    const even = Float64Array.from({ length: 101 }, (_, index) => index / 10);
    expect(contourLevels(even, 0)).toMatchObject({ isLog: false });
    const steep = Float64Array.from({ length: 100 }, (_, index) => 10 ** (index / 20));
    expect(contourLevels(steep, null)).toMatchObject({ isLog: false });
  });

  test('of one value, or of none that is finite, are none', () => {
    expect(contourLevels(Float64Array.of(2, 2), null).values).toEqual([]);
    expect(contourLevels(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY), 0).values).toEqual([]);
  });

  test.each([
    [1, 1000, [1, 2, 3]],
    [1, 1e5, [1, 2, 5]],
    [1, 1e8, [1, 3, 10]],
    [1, 1e40, [10, 1e4, 1e7]],
  ])('from %d to %d are as many as may be', (low, high, first) => {
    const levels = logLevels(low, high);
    expect(levels.length).toBeGreaterThan(9);
    expect(levels.length).toBeLessThanOrEqual(18);
    expect(levels.slice(0, 3)).toEqual(first);
    expect(levels.at(-1)).toBeLessThan(high);
  });

  test('in equal steps are exact decimals', () => {
    expect(linearLevels(0, 1)).toContain(0.3);
    expect(linearLevels(-0.95, 0.95)).toContain(0);
  });
});

test('contours lie where the function has their value', () => {
  const shape = surfaceShape({ name: 'quadratic', eigenvalues: [1, 1], rotation: 0 });
  const view = { x: [-2, 2], y: [-2, 2] } as const;
  const { contours } = contourMap({ shape, across: 0, up: 1, at: [0, 0] }, view, { across: 81, up: 81 });
  const half = contours.find(({ level }) => level === 1);
  const inside = (half?.rings ?? []).flat().filter(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) < 1.9);
  expect(inside.length).toBeGreaterThan(20);
  for (const [x, y] of inside) expect((x * x + y * y) / 2).toBeCloseTo(1, 2);
});

test('of more than two coordinates the others stay at a point', () => {
  const shape = surfaceShape({ name: 'quadratic', eigenvalues: [1, 1, 2], rotation: 0 });
  const view = { x: [-1, 1], y: [-1, 1] } as const;
  const { levels } = contourMap({ shape, across: 0, up: 1, at: [0, 0, 3] }, view, { across: 21, up: 21 });
  expect(levels.values.every((level) => level >= 9 && level <= 10)).toBe(true);
});
