import { describe, expect, test } from 'vitest';
import type { PanelSpec } from '../../../shared/panel-spec.ts';
import { comparesWithBaseline } from '../../../web/charts/panels/formula-metrics.ts';
import { panelTitle } from '../../../web/charts/panels/panel-title.ts';
import { matchingMetrics } from '../../../web/charts/panels/spec-metrics.ts';
import { scatterAxis } from '../../../web/charts/summary/scatter-axis.ts';
import { summaryData } from '../../../web/charts/summary/summary-data.ts';
import { summaryRows } from '../../../web/charts/summary/summary-rows.ts';
import { barScale, fiveNumbers, placeOf, summaryValue } from '../../../web/charts/summary/summary-values.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const run = aRun({
  config: { optimizer: { name: 'adam', learningRate: 0.01 } },
  summary: { loss: { ...aSummary(3, 1), max: 9, mean: 4 } },
});

describe('what stands for a series', () => {
  test.each([
    ['last', undefined, 3],
    ['lowest', undefined, 1],
    ['highest', undefined, 9],
    ['mean', undefined, 4],
    ['best', 'min', 1],
    ['best', 'max', 9],
    ['best', undefined, 3],
  ] as const)('%s, where %s is better, is %d', (value, better, expected) => {
    expect(summaryValue(run, 'loss', value, better)).toBe(expected);
  });

  test('is nothing where the run lacks the metric', () => {
    expect(summaryValue(run, 'accuracy', 'last', undefined)).toBe(null);
  });
});

test('along an axis a run has a number of its settings, or a metric', () => {
  const valueIn = (each: typeof run, key: string) => summaryValue(each, key, 'last', undefined);
  expect(placeOf(run, 'config.optimizer.learningRate', valueIn)).toBe(0.01);
  expect(placeOf(run, 'config.optimizer.name', valueIn)).toBe(null);
  expect(placeOf(run, 'loss', valueIn)).toBe(3);
});

test('bars have the best first, those without a number last, and leave out runs without the metric', () => {
  const runs = [3, Number.NaN, 1, null, 2].map((value, index) => ({ ...aRun({ id: `r${index}` }), value }));
  const rows = (better: 'min' | 'max' | undefined) =>
    summaryRows(runs, {
      better,
      valueIn: ({ id }) => runs.find((each) => each.id === id)?.value ?? null,
      labelOf: ({ id }) => id,
      colorOf: () => '#000000',
    }).map(({ value }) => value);
  expect(rows('min')).toEqual([1, 2, 3, Number.NaN]);
  expect(rows('max')).toEqual([3, 2, 1, Number.NaN]);
  expect(rows(undefined)).toEqual([3, 2, 1, Number.NaN]);
});

test('five numbers of values are their extremes and quartiles', () => {
  expect(fiveNumbers([4, 1, 2, 3, Number.NaN])).toEqual({
    low: 1,
    quarter: 1.75,
    median: 2.5,
    threeQuarters: 3.25,
    high: 4,
    count: 4,
  });
  expect(fiveNumbers([7])).toMatchObject({ low: 7, median: 7, high: 7 });
  expect(fiveNumbers([Number.NaN])).toBe(null);
});

test('bars begin at 0, also where values are of both signs, or all 0', () => {
  const { share } = barScale([-1, 3]);
  expect([share(-1), share(0), share(3)]).toEqual([0, 0.25, 1]);
  expect(barScale([2, 4]).share(0)).toBe(0);
  expect(barScale([0]).share(0)).toBe(0);
});

test('a rule names metrics by a regular expression, and one that is none names none', () => {
  expect(matchingMetrics('^val/', ['train/loss', 'val/loss', 'val/accuracy'])).toEqual(['val/accuracy', 'val/loss']);
  expect(matchingMetrics('(', ['a('])).toEqual([]);
  expect(matchingMetrics(undefined, ['a'])).toEqual([]);
});

describe('points of runs', () => {
  const rates = [0.001, 0.01, 0.1];
  const runs = rates.map((learningRate, index) =>
    aRun({
      id: `r${index}`,
      config: { learningRate, width: 32 + index },
      summary: { loss: aSummary(1, 10 ** -index) },
    }),
  );
  const dataOf = (spec: Partial<PanelSpec>) =>
    summaryData(
      { spec: { id: 'p', kind: 'scatter', metrics: ['loss'], ...spec }, keys: ['loss'], runs, groups: null },
      { betterOf: () => 'min', labelOf: ({ id }) => id, colorOf: () => '#000000' },
    );

  test('lie along a logarithmic axis where the setting was varied by factors, unless one chose otherwise', () => {
    expect(dataOf({ across: 'config.learningRate' })).toMatchObject({ logX: true, logY: true });
    expect(dataOf({ across: 'config.width' })).toMatchObject({ logX: false });
    expect(dataOf({ across: 'config.learningRate', settings: { logX: false, y: 'linear' } })).toMatchObject({
      ...{ logX: false, logY: false },
    });
  });

  test('have an axis of at least two ticks, on which every value has its place', () => {
    const { ticks, at } = scatterAxis([64, 128], { log: false, from: 0, to: 100, most: 3 });
    expect(ticks.length).toBeGreaterThan(1);
    expect([at(64), at(128)].every((place) => place >= 0 && place <= 100)).toBe(true);
    expect(scatterAxis([0.001, 0.1], { log: true, from: 0, to: 100, most: 4 }).at(0.01)).toBeCloseTo(50);
    expect(scatterAxis([0, 1], { log: true, from: 0, to: 100, most: 4 }).has(0)).toBe(false);
  });

  test('are called by both axes', () => {
    const spec: PanelSpec = { id: 'p', kind: 'scatter', metrics: [] };
    expect(panelTitle({ ...spec, across: 'config.lr' }, ['loss'])).toBe('loss over lr');
    expect(panelTitle(spec, ['loss', 'accuracy'])).toBe('accuracy over loss');
    expect(panelTitle({ ...spec, kind: 'bar' }, ['loss'])).toBe('loss');
    expect(panelTitle({ ...spec, title: 'Rates' }, ['loss'])).toBe('Rates');
  });
});

test('a formula says whether it needs a baseline', () => {
  expect(comparesWithBaseline('loss / baseline(loss)')).toBe(true);
  expect(comparesWithBaseline('loss - val/loss')).toBe(false);
  expect(comparesWithBaseline('loss /')).toBe(false);
});
