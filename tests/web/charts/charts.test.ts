import { describe, expect, test } from 'vitest';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { extentOf } from '../../../web/charts/extent.ts';
import { GroupLine } from '../../../web/charts/group-line.ts';
import { isSmoothed } from '../../../web/charts/main-values.ts';
import { gapMarks, notPositive } from '../../../web/charts/marks.ts';
import { neighbour, readAt, snap } from '../../../web/charts/readout.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { robustRange } from '../../../web/charts/y-range.ts';
import { heatMap } from '../../../web/layers/heat-map.ts';
import { toGrid } from '../../../web/layers/histogram-grid.ts';
import { aCurve, aSummary } from '../support/fakes.ts';

const OPTIONS = { x: 'step', smoothing: 0, pixels: 1000 } as const;
const line = (values: number[]) => new SeriesLine(aCurve(values), OPTIONS);
const drawn = (values: number[], label = 'a'): DrawnLine => ({
  line: line(values),
  label,
  color: '#112233',
  dash: [],
  side: 'left',
  strength: 1,
});

describe('the crosshair', () => {
  const lines = [drawn([1, 2, 3], 'low'), drawn([7, 8, Number.NaN], 'high')];

  test('reads every line there, highest first, values that are none last', () => {
    expect(readAt(lines, 2).map(({ label, value }) => [label, value])).toEqual([
      ['high', 8],
      ['low', 2],
    ]);
    expect(readAt(lines, 3).map(({ label, value }) => [label, value])).toEqual([
      ['low', 3],
      ['high', Number.NaN],
    ]);
  });

  test('says nothing of a line that does not reach there', () => {
    expect(readAt([drawn([1]), ...lines], 2)).toHaveLength(2);
  });

  test('stands on points, and moves from one to the next', () => {
    expect(snap(lines, 2.2)).toBe(2);
    expect(snap([], 2.2)).toBe(null);
    expect([neighbour(lines, 2, 1), neighbour(lines, 2, -1), neighbour(lines, 3, 1)]).toEqual([3, 1, 3]);
    expect([neighbour(lines, null, 1), neighbour(lines, null, -1)]).toEqual([1, 3]);
  });
});

describe('the y range without outliers', () => {
  test('holds all but the outer twentieths, and says how many are outside', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    const range = robustRange([line([...values, 1e9, -1e9])], null, false);
    expect(range?.max).toBeLessThan(110);
    expect(range?.min).toBeGreaterThan(-10);
    expect(range?.outside).toBeGreaterThanOrEqual(2);
  });

  test('is left alone for few points, and for equal ones', () => {
    expect(robustRange([line([1, 2, 3])], null, false)).toBe(null);
    expect(robustRange([line(Array(50).fill(4))], null, false)).toBe(null);
  });

  test('looks only at the stretch shown', () => {
    const range = robustRange(
      [line(Array.from({ length: 100 }, (_, index) => (index < 50 ? 1000 : index)))],
      [51, 100],
      false,
    );
    expect(range?.max).toBeLessThan(110);
  });
});

test('the x axis begins at 0 when the data nearly does', () => {
  expect(extentOf([line([1, 2, 3, 4, 5, 6])], 'step')).toEqual([0, 6]);
  expect(extentOf([new SeriesLine(aCurve([1, 2]), { ...OPTIONS, x: 'time' })], 'time')).toEqual([1000, 2000]);
  expect(extentOf([line([])], 'time')).toBe(null);
});

test('the axis of a single point has a width, and no time before the start', () => {
  expect(extentOf([line([1])], 'step')).toEqual([0.5, 1.5]);
  const relative = new SeriesLine(aCurve([1]), { ...OPTIONS, x: 'relative' });
  expect(extentOf([relative], 'relative')).toEqual([0, 500]);
});

test('values that are not finite are marked once for each stretch', () => {
  const marks = gapMarks([drawn([1, Number.NaN, Number.NaN, 4, Number.NaN])]);
  expect(marks.map(({ x, end }) => [x, end])).toEqual([
    [2, 3],
    [5, 5],
  ]);
});

test('a mark says which value it stands for, and a logarithmic axis marks what it cannot show', () => {
  const lines = [drawn([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, 0, -1, 3])];
  const kinds = (log: boolean) => gapMarks(lines, log).map(({ kind, x, end }) => [kind, x, end]);
  expect(kinds(false)).toEqual([
    ['below', 1, 1],
    ['above', 2, 2],
    ['nan', 3, 3],
  ]);
  expect(kinds(true).slice(3)).toEqual([['not-positive', 4, 5]]);
  expect(notPositive(lines)).toBe(2);
});

test('the spread of a group below 0 is no point that a logarithmic axis leaves out', () => {
  const columns = { x: [1, 2], middle: [4, -1], low: [-3, -2], high: [11, 3], count: [5, 5] };
  const lines = GroupLine.of({ key: 'loss', group: 'g', runs: 5, columns, members: [] });
  expect(notPositive(lines.map((line) => ({ ...drawn([1]), line })))).toBe(1);
});

test('a bucket of several points is marked by each kind of value that it has no place for, also after it was merged', () => {
  const values = [1, 2, 3, 4, 5, 6];
  const curve = aCurve(values, { raw: false });
  Object.assign(curve.columns, { min: values, max: values, count: values.map(() => 9) });
  Object.assign(curve.columns, { nonFinite: [0, 1, 3, 2, 0, 0], nonFiniteKinds: [0, 1, 3, 0, 0, 0] });
  const line = new SeriesLine(curve, { ...OPTIONS, pixels: 3 });
  const kinds = () => gapMarks([{ ...drawn([1]), line }]).map(({ kind, x, end }) => [kind, x, end]);
  expect(kinds()).toEqual([
    ['above', 2, 3],
    ['below', 3, 3],
    ['nan', 4, 4],
  ]);
  line.append({ step: [7], time: [7000], value: ['-Infinity'] }, 11);
  expect(line.columns.step).toEqual([1, 5, 7]);
  expect(kinds()).toEqual([
    ['above', 5, 5],
    ['below', 5, 7],
  ]);
});

test('a curve of few points in a window is smoothed like the whole of it', () => {
  const curve = aCurve([1, 2, 3], { summary: { ...aSummary(3), count: 1000 } });
  curve.columns.smoothed = [1, 1.5, 2];
  expect(isSmoothed(new SeriesLine(curve, { ...OPTIONS, smoothing: 0.6 }))).toBe(true);
});

test('a clock set back draws pieces, each in order of time, and keeps the order of steps', () => {
  const curve = aCurve([1, 2, 3, 4]);
  // As the server answers over time: in order of time, steps 1, 3, 2, 4.
  curve.columns = { ...curve.columns, step: [1, 3, 2, 4], time: [1000, 1500, 2000, 2500], mean: [1, 3, 2, 4] };
  const line = new SeriesLine(curve, { ...OPTIONS, x: 'time' });
  expect(line.pieces()).toEqual([
    [0, 2],
    [2, 4],
  ]);
  expect(line.append({ step: [5], time: [900], value: [5] }, 11)).toBe(true);
  expect(line.pieces()).toHaveLength(3);
  expect(extentOf([line], 'time')).toEqual([900, 2500]);
  expect(readAt([{ ...drawn([]), line }], 900).map(({ value }) => value)).toEqual([5]);
});

test('a line that grows until its buckets are merged keeps the pieces of a clock apart', () => {
  const line = new SeriesLine(aCurve([1, 1, 1], { rev: 10 }), { x: 'time', pixels: 4 });
  const later = [4, 5, 6, 7, 8, 9].map((step) => ({ step, time: (step - 3) * 100, value: 9 }));
  for (const [index, { step, time, value }] of later.entries())
    line.append({ step: [step], time: [time], value: [value] }, 11 + index);
  expect(line.raw).toBe(false);
  expect(line.columns.min).toEqual(line.columns.max);
  expect(line.columns.count.reduce((sum, count) => sum + count)).toBe(9);
  expect(line.pieces().map(([from, to]) => line.columns.mean.slice(from, to))).toEqual([[1, 1], [9]]);
});

test('a clock that jumps at every point does not keep a growing line from being merged', () => {
  const line = new SeriesLine(aCurve([1], { rev: 10 }), { x: 'time', pixels: 30 });
  const step = Array.from({ length: 500 }, (_, index) => index + 2);
  line.append({ step, time: step.map((each) => 1e6 - each), value: step }, 11);
  expect(line.length).toBeLessThanOrEqual(60);
  expect(line.columns.count.reduce((sum, count) => sum + count)).toBe(501);
});

describe('histograms on one grid', () => {
  test('keep every count, split where bins overlap', () => {
    const { edges, shares } = toGrid(
      [
        { edges: [0, 1, 2], counts: [30, 10] },
        { edges: [0, 4], counts: [8] },
      ],
      4,
    );
    expect(edges).toEqual([0, 1, 2, 3, 4]);
    expect(shares).toEqual([
      [0.75, 0.25, 0, 0],
      [0.25, 0.25, 0.25, 0.25],
    ]);
  });

  test('put all of a constant into one bin', () => {
    const { shares } = toGrid([{ edges: [5, 5], counts: [9] }], 3);
    expect(shares[0]).toEqual([0, 1, 0]);
  });

  test.each([
    [[0, 1e-310, 2e-310]],
    [[0, 5e-324]],
    [[-1.7e308, 0, 1.7e308]],
    [[1.7e308, 1.7e308]],
    [[1, 1 + 2 ** -52]],
  ])('keep every count between %j', (given) => {
    const { edges, shares } = toGrid([{ edges: given, counts: given.slice(1).map(() => 3) }], 40);
    expect(edges).toHaveLength(41);
    expect(edges.every(Number.isFinite)).toBe(true);
    expect(shares[0]?.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  test('are none without values', () => {
    expect(toGrid([], 4)).toEqual({ edges: [], shares: [] });
    expect(toGrid([{ edges: [0, 1], counts: [0] }], 4)).toEqual({ edges: [], shares: [] });
  });

  test('leave empty outer bins out of the range', () => {
    expect(toGrid([{ edges: [-100, 0, 1, 100], counts: [0, 5, 0] }], 2).edges).toEqual([0, 0.5, 1]);
  });
});

test('a heat map has low values at the bottom', () => {
  const ink = {
    text: '#000000',
    label: '#000000',
    axis: '#000000',
    grid: '#000000',
    accent: '#000000',
    surface: '#ffffff',
    font: 'x',
  };
  const { data, options } = heatMap(toGrid([{ edges: [0, 1, 2], counts: [3, 1] }], 2), [1], ink, 'light', () => {});
  expect(data.datasets[0]?.data.map(({ y, v }) => [y, v])).toEqual([
    [0.5, 0.75],
    [1.5, 0.25],
  ]);
  expect(options?.scales?.y).toMatchObject({ min: 0, max: 2, reverse: false });
});
