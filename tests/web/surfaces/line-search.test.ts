import { describe, expect, test } from 'vitest';
import { surfaceShape } from '../../../shared/training/surface-shape.ts';
import {
  intervalsWhere,
  phiOf,
  type SearchLine,
  searchAt,
  valuesAlong,
  WOLFE,
} from '../../../web/surfaces/line-search.ts';
import { slopeAlong } from '../../../web/surfaces/slope-along.ts';
import { createTrack } from '../../../web/surfaces/track.ts';
import { WOLFE as ENGINE } from '../../../worker/engine/optimizers/line-search.ts';

/** ½x² from x = 1 downwards: φ(α) = ½(1 − α)². */
const BOWL = surfaceShape({ name: 'formula', text: '0.5*x^2', minima: [] });
const LINE: SearchLine = {
  ...{ origin: [1], direction: [-1], start: { alpha: 0, value: 0.5, slope: -1 } },
  ...{ trials: [], accepted: 1, falls: true, level: true },
};

test('the shares of the conditions are those of the searches', () => {
  expect(WOLFE).toEqual(ENGINE);
});

describe('of a parabola', () => {
  const { falls, level, both, alphas, values } = phiOf(BOWL, LINE, 2.5);

  test('the fall is sufficient up to 2·(1 − c₁)', () => {
    expect(falls).toHaveLength(1);
    expect(falls[0]?.[0]).toBe(0);
    expect(falls[0]?.[1]).toBeCloseTo(1.9998, 6);
  });

  test('the slope is level from 0.1 to 1.9, and so are both', () => {
    for (const intervals of [level, both]) {
      expect(intervals).toHaveLength(1);
      expect(intervals[0]?.[0]).toBeCloseTo(0.1, 6);
      expect(intervals[0]?.[1]).toBeCloseTo(1.9, 6);
    }
  });

  test('the curve is the function along the line', () => {
    for (const index of [0, 100, 599]) expect(values[index]).toBeCloseTo(0.5 * (1 - (alphas[index] ?? 0)) ** 2, 12);
  });
});

test('a condition may hold in several intervals, and up to the end', () => {
  const alphas = Float64Array.from({ length: 101 }, (_, index) => index / 10);
  const found = intervalsWhere((alpha) => Math.sin(alpha) >= 0, alphas);
  expect(found).toHaveLength(2);
  expect(found[0]?.[0]).toBe(0);
  expect(found[0]?.[1]).toBeCloseTo(Math.PI, 9);
  expect(found[1]?.[0]).toBeCloseTo(2 * Math.PI, 9);
  expect(intervalsWhere((alpha) => alpha > 4, alphas)).toMatchObject([[expect.closeTo(4, 9), 10]]);
});

test('the search of a step is read back from its series', () => {
  const at = (step: number, value: number) => ({ step: [step], value: [value] });
  const series = new Map([
    ['point/x', { step: [0, 1], value: [1, 0.5] }],
    ['update/x', at(1, -0.5)],
    ['line_search/alpha', at(1, 0.5)],
    ['line_search/falls', at(1, 1)],
    ['line_search/level', at(1, 0)],
    ...[0, 1].flatMap((trial): [string, { step: number[]; value: number[] }][] => [
      [`line_search/${trial}/alpha`, at(1, trial / 2)],
      [`line_search/${trial}/value`, at(1, 0.5 * (1 - trial / 2) ** 2)],
      [`line_search/${trial}/slope`, at(1, trial / 2 - 1)],
    ]),
  ]);
  const track = createTrack('r', series, ['x']);
  const search = searchAt(track, 1, ['x']);
  expect(search).toEqual({
    ...{ origin: [1], direction: [-1], accepted: 0.5, falls: true, level: false },
    start: { alpha: 0, value: 0.5, slope: -1 },
    trials: [{ alpha: 0.5, value: 0.125, slope: -0.5 }],
  });
  expect(searchAt(track, 0, ['x'])).toBeNull();
  expect([...valuesAlong(BOWL, search as SearchLine, Float64Array.of(0, 0.5))]).toEqual([0.5, 0.125]);
});

test.each([
  ['x^2 - 3*x*y + y^3/2', [1.3, -0.4]],
  ['exp(-x)*sin(y) + log(x) + log10(x) + sqrt(x*y) + abs(y - 3)', [1.3, 0.4]],
  ['max(x, y)*cos(x) + min(x^y, 4) - tanh(-y) + pi^x', [1.3, 0.4]],
])('the slope of %s along a line is that of its values', (text, point) => {
  const shape = surfaceShape({ name: 'formula', text, minima: [] });
  const direction = [0.6, -0.8];
  const around = valuesAlong(shape, { origin: point, direction }, Float64Array.of(-1e-5, 1e-5));
  expect(slopeAlong(shape, point, direction)).toBeCloseTo(((around[1] ?? 0) - (around[0] ?? 0)) / 2e-5, 5);
});

test('the slope of a rotated bowl along a line is that of its values', () => {
  const shape = surfaceShape({ name: 'quadratic', eigenvalues: [1, 30, 4], rotation: 30 });
  const [origin, direction] = [
    [1, 2, -1],
    [0.3, -0.5, 1],
  ];
  const around = valuesAlong(shape, { origin, direction }, Float64Array.of(-1e-5, 1e-5));
  expect(slopeAlong(shape, origin, direction)).toBeCloseTo(((around[1] ?? 0) - (around[0] ?? 0)) / 2e-5, 4);
});
