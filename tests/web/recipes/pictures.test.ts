import { describe, expect, test } from 'vitest';
import { bandText, judged, measuredText } from '../../../web/recipes/expectations.ts';
import { colorShares, heatFacets } from '../../../web/recipes/heat-map.ts';
import { apart } from '../../../web/recipes/labels-apart.ts';
import { progressOf } from '../../../web/recipes/launch-runs.svelte.ts';
import { layersWith, profilesAt } from '../../../web/recipes/layer-profile.ts';
import { limitsOf, resultsOf } from '../../../web/recipes/results.ts';
import { uCurves } from '../../../web/recipes/u-curve.ts';
import { ended, launched } from './launched.ts';

const RATE = '/optimizer/learningRate';
const rates = { at: RATE, label: 'lr', values: [0.1, 1, 10] };
const surfaces = { at: '/surface/name', label: '', values: ['beale', 'rosenbrock'] };

describe('a curve over a setting', () => {
  test('goes through the mean of the runs at each value, and marks the lowest', () => {
    const loss = (values: Record<string, unknown>) => Number(values[RATE]) + Number(values['/seed']);
    const [curve] = uCurves(launched({ vary: [rates], seeds: [1, 3] }, loss), { x: RATE, y: 'loss' });
    expect(curve).toMatchObject({
      name: '',
      means: [
        { x: 0.1, y: 2.1 },
        { x: 1, y: 3 },
        { x: 10, y: 12 },
      ],
      best: { x: 0.1, y: 2.1 },
    });
    expect(curve?.points).toHaveLength(6);
  });

  test('keeps runs that diverged, and has no mean where most of them did', () => {
    const loss = (values: Record<string, unknown>) => (values[RATE] === 10 && values['/seed'] !== 1 ? 'NaN' : 1);
    const [curve] = uCurves(launched({ vary: [rates], seeds: [1, 2, 3] }, loss), { x: RATE, y: 'loss' });
    expect(curve?.points.filter(({ y }) => y === null)).toHaveLength(2);
    expect(curve?.means.map(({ x }) => x)).toEqual([0.1, 1]);
  });

  test('is one for each combination of what else varies', () => {
    const curves = uCurves(
      launched({ vary: [surfaces, rates] }, () => 1),
      { x: RATE, y: 'loss' },
    );
    expect(curves.map(({ name, points }) => [name, points.length])).toEqual([
      ['beale', 3],
      ['rosenbrock', 3],
    ]);
  });
});

describe('a heat map', () => {
  test('has a cell for each pair of values, with mean, spread and what diverged', () => {
    const loss = (values: Record<string, unknown>) => (values[RATE] === 10 ? 'NaN' : Number(values['/seed']));
    const variants = launched({ vary: [surfaces, rates], seeds: [1, 3] }, loss);
    const [facet] = heatFacets(variants, { x: RATE, y: '/surface/name', metric: 'loss' });
    expect(facet).toMatchObject({ name: '', columns: [0.1, 1, 10], rows: ['beale', 'rosenbrock'] });
    expect(facet?.cells[1]?.[0]).toMatchObject({ mean: 2, deviation: 1, diverged: 0 });
    expect(facet?.cells[0]?.[2]).toMatchObject({ mean: null, diverged: 2 });
  });

  test('is one map for each value of what is on neither axis', () => {
    const momentum = { at: '/noise', values: [0, 1] };
    const variants = launched({ vary: [momentum, surfaces, rates] }, () => 1);
    const facets = heatFacets(variants, { x: RATE, y: '/surface/name', metric: 'loss' });
    expect(facets.map(({ name, cells }) => [name, cells.length, cells[0]?.length])).toEqual([
      ['0', 2, 3],
      ['1', 2, 3],
    ]);
  });
});

test('colours go from the worst to the best, and a value far beyond the others does not press them together', () => {
  const accuracy = colorShares([0.1, 0.5, 0.9], { isLower: false });
  expect([0.1, 0.5, 0.9].map(accuracy)).toEqual([0, 0.5, 1]);
  const loss = colorShares([0.01, 0.1, 1e9], { isLower: true });
  expect([0.01, 0.1, 1, 1e9].map((value) => Number(loss(value).toFixed(3)))).toEqual([1, 0.5, 0, 0]);
});

test('results are the last values of the runs of each variant, with their mean, on an axis with room beside them', () => {
  const loss = (values: Record<string, unknown>) => (values[RATE] === 10 ? 'NaN' : Number(values['/seed']));
  const results = resultsOf(launched({ vary: [rates], seeds: [1, 3] }, loss), 'loss');
  expect(results.map(({ name, mean, values }) => [name, mean, values.map(({ value }) => value)])).toEqual([
    ['lr 0.1', 2, [1, 3]],
    ['lr 1', 2, [1, 3]],
    ['lr 10', null, []],
  ]);
  expect(limitsOf(results)).toEqual([0.84, 3.16]);
  expect(limitsOf([])).toEqual([-0.08, 1.08]);
});

describe('an expectation', () => {
  const about = { of: 'it', metric: 'loss', source: 'none', band: [null, 1] as [null, number] };
  const members = launched({ vary: [rates] }, () => 1).flatMap((variant) => variant.members);
  const verdict = (more: object, of = members, onFallback = false) =>
    judged([{ ...about, ...more }], of, { onFallback })[0]?.verdict;

  test('holds or misses once all runs that it is about have ended', () => {
    expect(verdict({})).toBe('holds');
    expect(verdict({ band: [2, null] })).toBe('misses');
    const running = members.map((each, index) =>
      index === 0 && each.run ? { ...each, run: { ...each.run, state: 'running' as const } } : each,
    );
    expect(verdict({}, running)).toBe('waiting');
    expect(verdict({ runs: 'lr 10' }, running)).toBe('holds');
  });

  test('beside other runs waits for these too', () => {
    const beside = { runs: 'lr 10', beside: 'lr 0.1' };
    expect(verdict({ ...beside, band: [1, 1] })).toBe('holds');
    expect(verdict({ ...beside, band: [2, 3] })).toBe('misses');
    expect(verdict({ ...beside, beside: 'lr 7' })).toBe('gone');
    const running = members.map((each, index) =>
      index === 0 && each.run ? { ...each, run: { ...each.run, state: 'running' as const } } : each,
    );
    expect(verdict(beside, running)).toBe('waiting');
  });

  test('of runs that ended without a value is not measured', () => {
    expect(verdict({ metric: 'accuracy' })).toBe('empty');
  });

  test('is about nothing where no such run was launched, or on other data', () => {
    expect(verdict({ runs: 'lr 7' })).toBe('gone');
    expect(verdict({}, members, true)).toBe('foreign');
  });

  test.each([
    [[0.9, null], 'at least 0.9'],
    [[null, 0.2], 'at most 0.2'],
    [[0.1, 0.3], '0.1 to 0.3'],
    [[1, 1], '1'],
  ] as [[number | null, number | null], string][])('says its band %j as "%s"', (band, text) => {
    expect(bandText(band, String)).toBe(text);
  });
});

test.each<[[number, number] | null, [number | null, number | null], string]>([
  [[2.9770686, 2.9770686], [2.97697, 2.97717], '2.97707'],
  [[0.8358, 0.9204], [0.8, null], '0.8358 to 0.9204'],
  [[0.799996, 0.799996], [0.8, null], '0.799996'],
  [[1, 1], [1, 1], '1'],
  [null, [0, 1], '–'],
])('says of %j in the band %j "%s"', (measured, band, text) => {
  expect(measuredText(measured, band)).toBe(text);
});

describe('a profile of layers', () => {
  const std = (layer: string) => `activations/${layer}/std`;
  const series = [
    { run: 'a', key: std('hidden-2'), steps: [0, 10], values: [0.5, 0.4] },
    { run: 'a', key: std('hidden-1'), steps: [0, 10], values: [1, 0.9] },
    { run: 'b', key: std('hidden-1'), steps: [0], values: [Number.NaN] },
  ];

  test('goes from the first layer to the last, at the step that is chosen', () => {
    const layers = layersWith([std('output'), std('hidden-10'), std('hidden-2'), 'loss'], 'std');
    expect(layers).toEqual(['hidden-2', 'hidden-10', 'output']);
    const at = (step: number) =>
      profilesAt(series, { runs: ['a', 'b'], layers: ['hidden-1', 'hidden-2'], statistic: 'std', step });
    expect(at(0)).toEqual([
      { run: 'a', values: [1, 0.5] },
      { run: 'b', values: [null, null] },
    ]);
    expect(at(4)[0]?.values).toEqual([0.9, 0.4]);
  });
});

test('labels keep their distance, their order and their limits', () => {
  expect(apart([10, 11, 50], 10, [0, 100])).toEqual([10, 20, 50]);
  expect(apart([99, 98], 10, [0, 100])).toEqual([100, 90]);
});

test('progress counts each run the same and says how long it will go on', () => {
  const at = (progress: number, more: object) => ({
    ...ended('r', {}),
    progress: { step: progress, totalSteps: 10 },
    ...more,
  });
  const startedAt = '2026-01-01T00:00:00.000Z';
  const runs = [
    at(10, { startedAt }),
    at(5, { state: 'running', startedAt }),
    at(0, { state: 'queued', startedAt: null }),
    at(3, { state: 'failed', startedAt }),
  ];
  expect(progressOf(runs, 5, Date.parse(startedAt) + 5000)).toEqual({
    ...{ total: 5, ended: 2, lost: 1, share: 0.5, leftMs: 5000 },
  });
});
