import { expect, test } from 'vitest';
import { excursionsOf } from '../../../web/charts/excursions.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve } from '../support/fakes.ts';

/** A line whose moving average is that of the values, with so much weight of the past. */
function smoothed(values: readonly number[], weight = 0.9): SeriesLine {
  let past = values[0] ?? 0;
  const averages = values.map((value) => (past = weight * past + (1 - weight) * value));
  const curve = aCurve([...values]);
  curve.columns = { ...curve.columns, smoothed: averages };
  return new SeriesLine(curve, { x: 'step', smoothing: weight, pixels: 1000 });
}
const noise = (index: number) => Math.sin(index * 1.7) * Math.cos(index * 0.61);

test('a loss that falls faster than its moving average has no spike', () => {
  const falling = Array.from({ length: 300 }, (_, index) => 0.2 + 3 * Math.exp(-index / 4));
  expect(excursionsOf(smoothed(falling), false)).toEqual([]);
  expect(excursionsOf(smoothed(falling), true)).toEqual([]);
});

test('noise that is larger at the beginning of a training is no spike, and a spike within it is one', () => {
  const wide = (index: number) => (index < 100 ? 0.5 : 0.02) * noise(index);
  const values = Array.from({ length: 1000 }, (_, index) => 1 + 2 * Math.exp(-index / 60) + wide(index));
  expect(excursionsOf(smoothed(values, 0.6), false)).toEqual([]);
  expect(excursionsOf(smoothed(values.with(50, 20), 0.6), false)).toMatchObject([{ from: 50, extremes: 'max' }]);
});

test('a spike at the first or the last bucket is one, and so is one in the middle of a quiet line', () => {
  const quiet = Array.from({ length: 200 }, (_, index) => 1 + 0.01 * noise(index));
  for (const place of [100, 199])
    expect(excursionsOf(smoothed(quiet.with(place, 9)), false)).toMatchObject([{ from: place, extremes: 'max' }]);
  const curve = aCurve([...quiet], { raw: false, points: 2000 });
  Object.assign(curve.columns, { min: quiet, max: quiet.with(0, 9) });
  expect(excursionsOf(new SeriesLine(curve, { x: 'step', smoothing: 0, pixels: 1000 }), false)).toMatchObject([
    { from: 0, to: 1, extremes: 'max' },
  ]);
});
