import { describe, expect, test } from 'vitest';
import { parsePointFunction } from '../../../shared/formula/point-function.ts';
import { Surface, SurfaceConfig } from '../../../shared/training/surface.ts';
import { surfaceFaults } from '../../../shared/training/surface-faults.ts';
import { surfaceShape, surfaceValue, withSurfaceDefaults } from '../../../shared/training/surface-shape.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { surfaceTensor } from '../../../worker/surfaces/point-tensor.ts';
import { createSurfaceEngine } from '../../../worker/surfaces/surface-problem.ts';

const surfaceOf = (given: Record<string, unknown>) => withDefaults<Surface>(Surface, given);
const NAMES = Surface.anyOf.map((each) => each.properties.name.const);
const ALL = [
  ...NAMES.map((name) => surfaceOf({ name })),
  surfaceOf({ name: 'quadratic', eigenvalues: [1, 10, 100, 2], rotation: 33 }),
  surfaceOf({ name: 'rastrigin', dimension: 5 }),
  surfaceOf({
    name: 'formula',
    text: 'log(2 + x1^2) + sqrt(3 + abs(x2)) * exp(-x1) / 2 - sin(x3)^3 + tanh(x1) + (x2^2 + 1)^x3 + log10(5 + x1) + max(x1, x2, x3) - min(x1, 2*x2) + cos(e*x1) - pi',
  }),
];

/** Value and gradient as the engine has them. */
function evaluated(surface: Surface, at: readonly number[]) {
  const engine = createSurfaceEngine();
  const point = engine.tensor(at, [at.length], true);
  const value = surfaceTensor(surfaceShape(surface), point);
  return { value: value.item, gradient: gradients(value, [point])[0].toArray() };
}

describe.each(ALL.map((surface, index) => [`${surface.name} ${index}`, surface] as const))('%s', (_, surface) => {
  const shape = surfaceShape(surface);
  const random = new Generator(7, 'noise');
  const points = Array.from({ length: 5 }, () => shape.variables.map(() => 0.8 * random.normal()));

  test('has the same value for a picture as for a descent, and a gradient that differences confirm', () => {
    for (const at of points) {
      const { value, gradient } = evaluated(surface, at);
      expect(surfaceValue(shape, at)).toBeCloseTo(value, 9);
      for (const [i, slope] of gradient.entries()) {
        const moved = (by: number) => surfaceValue(shape, at.with(i, (at[i] ?? 0) + by));
        const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(Math.abs(slope - difference) / Math.max(1, Math.abs(slope))).toBeLessThan(1e-5);
      }
    }
  });

  test('is level at its minima and nowhere lower within its bounds', () => {
    const lowest = Math.min(...shape.minima.map((minimum) => surfaceValue(shape, minimum)));
    for (const minimum of shape.minima) {
      expect(Math.hypot(...evaluated(surface, minimum).gradient)).toBeLessThan(1e-6);
      expect(surfaceValue(shape, minimum)).toBeCloseTo(lowest, 9);
    }
    const drawn = new Generator(3, 'noise');
    for (let n = 0; n < 500 && shape.minima.length > 0; n++) {
      const at = shape.bounds.map(([low, high]) => low + (high - low) * drawn.uniform());
      expect(surfaceValue(shape, at)).toBeGreaterThanOrEqual(lowest - 1e-12);
    }
  });

  test('has a start and bounds for each coordinate, and no faults', () => {
    expect(shape.start.length).toBe(shape.variables.length);
    expect(shape.bounds.length).toBe(shape.variables.length);
    expect(surfaceFaults(withDefaults<SurfaceConfig>(SurfaceConfig, { surface }))).toEqual([]);
  });
});

describe('a formula', () => {
  test.each([
    ['x/y', [8, 2], 4],
    ['-x^2', [3], -9],
    ['2^3^2 + 0*x', [0], 512],
    ['x1 + x3', [1, 2, 3], 4],
    ['2*pi*x', [0.5], Math.PI],
    ['x^-1', [4], 0.25],
    ['x^(1/2)', [9], 3],
  ])('%s', (text, at, value) => {
    const surface = surfaceOf({ name: 'formula', text });
    expect(surfaceShape(surface).variables.length).toBe(at.length);
    expect(surfaceValue(surfaceShape(surface), at)).toBeCloseTo(value, 12);
    expect(evaluated(surface, at).value).toBeCloseTo(value, 12);
  });

  test.each([
    ['x +', 'not the end'],
    ['3', 'names at least one of x, y, z'],
    ['x + x2', 'not both'],
    ['loss^2', '"loss" is no coordinate'],
    ['x65 + x1', '"x65" is no coordinate'],
    ['ema(x, 0.9)', 'no function "ema" of a point'],
    ['process.exit(x)', '"." belongs to no formula'],
    ['constructor(x)', 'no function "constructor"'],
    ['`x` + 1', 'no quoted names'],
    ['train/loss + x', '"train" is no coordinate'],
    [`${'('.repeat(101)}x${')'.repeat(101)}`, 'Nested more than 100 deep'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => parsePointFunction(text)).toThrow(why);
  });
});

test('settings that cannot work are refused by their names', () => {
  const faults = (given: Record<string, unknown>) =>
    surfaceFaults(withDefaults<SurfaceConfig>(SurfaceConfig, { surface: { name: 'beale' }, ...given })).map(
      ({ path }) => path,
    );
  expect(faults({})).toEqual([]);
  expect(faults({ surface: { name: 'formula', text: 'x + loss' } })).toEqual(['/surface/text']);
  expect(faults({ start: [1] })).toEqual(['/start']);
  expect(faults({ bounds: [[0, 1]] })).toEqual(['/bounds']);
  expect(
    faults({
      bounds: [
        [0, 1],
        [1, 1],
      ],
    }),
  ).toEqual(['/bounds/1']);
  expect(faults({ surface: { name: 'formula', text: 'x*y', minima: [[0, 0], [1]] } })).toEqual(['/surface/minima/1']);
  expect(faults({ surface: { name: 'formula', text: 'log(x)' }, start: [-1] })).toEqual(['/start']);
  expect(faults({ optimizer: { name: 'lbfgs' }, noise: 1, clipNorm: 1 })).toEqual(['/noise', '/clipNorm']);
  expect(faults({ schedule: { name: 'cosine', warmup: 301 } })).toEqual(['/schedule/warmup']);
});

test('start and bounds are filled in from what is usual', () => {
  const config = withDefaults<SurfaceConfig>(SurfaceConfig, { surface: { name: 'beale' } });
  expect(withSurfaceDefaults(config)).toMatchObject({ surface: { name: 'beale' }, start: [0.7, 1.4] });
  expect(withSurfaceDefaults({ ...config, start: [1, 2] }).start).toEqual([1, 2]);
});
