import { describe, expect, test } from 'vitest';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, points } from '../support/fakes.ts';

const OPTIONS = { x: 'step', smoothing: 0, pixels: 100 } as const;

describe('live points', () => {
  test('go behind the buckets, each commit once', () => {
    const line = new SeriesLine(aCurve([3, 2]), OPTIONS);

    expect(line.append(points([3], [1]), 11)).toBe(true);
    expect(line.append(points([3], [1]), 11)).toBe(true);
    expect(line.append(points([1, 2], [3, 2]), 10)).toBe(true);

    expect(line.columns.step).toEqual([1, 2, 3]);
    expect(line.columns.mean).toEqual([3, 2, 1]);
    expect(line.points).toBe(3);
  });

  test('that rewrite an old step ask for the line to be read again', () => {
    const line = new SeriesLine(aCurve([3, 2]), OPTIONS);

    expect(line.append(points([2], [9]), 11)).toBe(false);
    expect(line.columns.mean).toEqual([3, 2]);
  });

  test('that are not finite are kept as gaps', () => {
    const line = new SeriesLine(aCurve([3]), OPTIONS);
    line.append(points([2], ['NaN']), 11);

    expect(line.columns.mean).toEqual([3, Number.NaN]);
    expect(line.columns.min).toEqual([3, Number.NaN]);
    expect(line.last).toBe(Number.NaN);
    expect(line.columns.nonFinite).toEqual([0, 1]);
  });

  test('outside the window are not drawn', () => {
    const line = new SeriesLine(aCurve([3, 2]), { ...OPTIONS, window: [1, 2] });
    line.append(points([3], [1]), 11);

    expect(line.length).toBe(2);
    expect(line.rev).toBe(11);
  });

  test('go on smoothing where the server stopped, without a seam', () => {
    const values = [5, 1, 4, 2, 8, 0.5];
    const smoothing = 0.8;
    const smoothed: number[] = [];
    let last = 0;
    values.forEach((value, index) => {
      last = smoothing * last + (1 - smoothing) * value;
      smoothed.push(last / (1 - smoothing ** (index + 1)));
    });
    const start = aCurve(values.slice(0, 3));
    start.columns.smoothed = smoothed.slice(0, 3);
    start.smoothingState = { last: (smoothed[2] ?? 0) * (1 - smoothing ** 3), count: 3 };
    const line = new SeriesLine(start, { ...OPTIONS, smoothing });
    line.append(points([4, 5, 6], values.slice(3)), 11);

    for (const [index, value] of line.columns.smoothed.entries())
      expect(value).toBeCloseTo(smoothed[index] ?? Number.NaN, 12);
    expect(line.columns.smoothed).toHaveLength(6);
  });
});

test('a line that grows to many times its length is as fine where it began as where it ends', () => {
  const curve = (index: number) => 1 / (1 + index);
  const line = new SeriesLine(aCurve(Array.from({ length: 80 }, (_, index) => curve(index))), {
    ...OPTIONS,
    pixels: 50,
  });
  for (let from = 81; from <= 20_000; from += 40) {
    const steps = Array.from({ length: 40 }, (_, index) => from + index);
    line.append(points(steps, steps.map(curve)), from);
  }
  const last = line.columns.step.at(-1) ?? 0;
  const widths = line.columns.step.map((step, index) => step - (line.columns.step[index - 1] ?? 0));
  expect(Math.max(...widths)).toBeLessThanOrEqual((2 * last) / 50);
  expect(line.length).toBeGreaterThan(25);
  expect(line.length).toBeLessThanOrEqual(100);
  expect(line.columns.count.reduce((sum, count) => sum + count, 0)).toBe(line.points);
});

test('merging buckets hides no spike and loses no point', () => {
  const values = Array.from(
    { length: 1000 },
    (_, index) => Math.sin(index) + (index === 617 ? 50 : 0) - (index === 44 ? 70 : 0),
  );
  const line = new SeriesLine(aCurve([]), { ...OPTIONS, pixels: 10 });
  for (const [index, value] of values.entries())
    line.append(points([index + 1], [index === 500 ? 'NaN' : value]), 11 + index);
  const { columns } = line;
  const kept = values.filter((_, index) => index !== 500);

  expect(line.length).toBeLessThanOrEqual(20);
  expect(line.raw).toBe(false);
  expect(Math.max(...columns.max)).toBe(Math.max(...kept));
  expect(Math.min(...columns.min)).toBe(Math.min(...kept));
  expect(columns.count.reduce((a, b) => a + b)).toBe(1000);
  expect(columns.nonFinite.reduce((a, b) => a + b)).toBe(1);
  expect(columns.step.at(-1)).toBe(1000);
  const sum = columns.mean.reduce(
    (all, mean, index) => all + mean * ((columns.count[index] ?? 0) - (columns.nonFinite[index] ?? 0)),
    0,
  );
  expect(sum).toBeCloseTo(
    kept.reduce((a, b) => a + b),
    6,
  );
});

describe('the x axis', () => {
  test.each([
    ['step', [1, 2, 3]],
    ['relative', [0, 1000, 2000]],
    ['time', [1000, 2000, 3000]],
  ] as const)('by %s', (x, expected) => {
    const line = new SeriesLine(aCurve([1, 2, 3]), { ...OPTIONS, x });
    expect([0, 1, 2].map((index) => line.x(index))).toEqual(expected);
  });

  test.each([
    [-5, 0],
    [1.4, 0],
    [1.6, 1],
    [99, 2],
  ])('nearest to %d is bucket %d', (x, index) => {
    expect(new SeriesLine(aCurve([1, 2, 3]), OPTIONS).nearest(x)).toBe(index);
  });

  test('nothing is nearest on an empty line', () => {
    expect(new SeriesLine(aCurve([]), OPTIONS).nearest(1)).toBe(-1);
  });
});
