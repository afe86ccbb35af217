import { describe, expect, test } from 'vitest';
import { parseFormula } from '../../../shared/formula/parse.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

const formula = (text: string) => ({ text, expression: parseFormula(text) });

describe.each(storageAdapters)('MetricReader of $name: formulas', (adapter) => {
  async function withRuns() {
    const { metrics } = await openWithRuns(adapter, 'a', 'b');
    const x = columns([
      [1, 8],
      [2, 6],
      [4, 'NaN'],
      [5, 2],
    ]);
    const y = columns([
      [2, 2, 77],
      [3, 3],
      [5, 4],
    ]);
    await append(metrics, 'a', batch(1, { series: { x, y } }));
    await append(
      metrics,
      'b',
      batch(1, {
        series: {
          x: columns([
            [2, 1],
            [4, 2],
          ]),
        },
      }),
    );
    return metrics;
  }

  test('have a point at each step of their metrics, from where all have begun, with the value before where one is missing', async () => {
    const metrics = await withRuns();
    const [found] = await metrics.querySeries({ runs: ['a'], keys: [], formulas: [formula('x / y')] });
    expect(found).toMatchObject({ run: 'a', key: 'x / y', points: 4, raw: true });
    expect(found?.buckets).toMatchObject({
      step: [2, 3, 4, 5],
      last: [3, 2, 'NaN', 0.5],
      time: [1002, 1003, 1004, 1005],
    });
    expect(found?.summary).toMatchObject({ min: 0.5, argmin: 5, max: 3, count: 4, nonFinite: 1, lastStep: 5 });
  });

  test('come behind the keys, and are left out for a run that lacks a metric of them', async () => {
    const metrics = await withRuns();
    const found = await metrics.querySeries({
      runs: ['a', 'b'],
      keys: ['x'],
      formulas: [formula('x + y'), formula('2 * x')],
    });
    expect(found.map(({ run, key }) => `${run} ${key}`)).toEqual(['a x', 'a x + y', 'a 2 * x', 'b x', 'b 2 * x']);
  });

  test('compare with the baseline at the same steps, once it has begun', async () => {
    const metrics = await withRuns();
    const [found] = await metrics.querySeries({
      runs: ['a'],
      keys: [],
      formulas: [formula('x / baseline(x)')],
      baseline: 'b',
    });
    expect(found?.buckets).toMatchObject({ step: [2, 4, 5], last: [6, 'NaN', 1] });
    const without = await metrics.querySeries({ runs: ['a'], keys: [], formulas: [formula('x / baseline(x)')] });
    expect(without).toEqual([]);
  });

  test('are computed over every point before reduction: a zoom shows the same values', async () => {
    const { metrics, compact } = await openWithRuns(adapter, 'a');
    const steps = Array.from({ length: 5000 }, (_, index) => index + 1);
    const series = {
      x: columns(steps.map((step) => [step, Math.sin(step / 50)] as const)),
      y: columns(steps.filter((step) => step % 7 === 0).map((step) => [step, step] as const)),
    };
    await append(metrics, 'a', batch(1, { series }));
    await compact();
    const text = 'cumsum(x) / y';
    const ask = async (query: object) =>
      (await metrics.querySeries({ runs: ['a'], keys: [], formulas: [formula(text)], ...query }))[0];
    const [whole, zoomed, coarse] = [
      await ask({ pixels: 10_000 }),
      await ask({ window: [3000, 3099], pixels: 100 }),
      await ask({ pixels: 50 }),
    ];
    const from = whole?.buckets.step.indexOf(3000) ?? -1;
    expect(zoomed?.buckets.last).toEqual(whole?.buckets.last.slice(from, from + 100));
    const values = (whole?.buckets.last ?? []).map(Number);
    expect(Math.max(...(coarse?.buckets.max ?? []).map(Number))).toBe(Math.max(...values));
    expect(Math.min(...(coarse?.buckets.min ?? []).map(Number))).toBe(Math.min(...values));
    expect(coarse?.points).toBe(values.length);
  });

  test('are smoothed, and drawn over another metric, like a series that is stored', async () => {
    const metrics = await withRuns();
    const asked = { runs: ['a'], keys: [], formulas: [formula('x * 1')] };
    const [stored] = await metrics.querySeries({ runs: ['a'], keys: ['x'], smoothing: 0.5, xMetric: 'y' });
    const [computed] = await metrics.querySeries({ ...asked, smoothing: 0.5, xMetric: 'y' });
    expect(computed?.buckets).toEqual(stored?.buckets);
  });
});

describe.each(storageAdapters)('MetricReader of $name: forked runs', (adapter) => {
  async function withFamily() {
    const { metrics } = await openWithRuns(adapter, 'root', 'middle', 'leaf');
    const points = (steps: number[], value: number) =>
      columns(steps.map((step) => [step, value, step * 10 + value * 1000] as const));
    await append(metrics, 'root', batch(1, { series: { loss: points([1, 2, 3, 4, 5], 1) } }));
    await append(metrics, 'middle', batch(1, { series: { loss: points([3, 4, 5, 6], 2) } }));
    await append(metrics, 'leaf', batch(1, { series: { loss: points([5, 6, 7], 3), only: points([7], 3) } }));
    return metrics;
  }
  const ancestors = new Map([
    [
      'leaf',
      [
        { run: 'root', upTo: 2 },
        { run: 'middle', upTo: 4 },
      ],
    ],
  ]);

  test('begin with the points of the runs before them, up to the step that they share', async () => {
    const metrics = await withFamily();
    const [found] = await metrics.querySeries({ runs: ['leaf'], keys: ['loss'], ancestors, smoothing: 0.5 });
    expect(found?.buckets).toMatchObject({ step: [1, 2, 3, 4, 5, 6, 7], last: [1, 1, 2, 2, 3, 3, 3] });
    expect(found?.buckets.smoothed?.at(-1)).toBeCloseTo(
      (1 / 64 + 1 / 32 + 2 / 16 + 2 / 8 + 3 / 4 + 3 / 2 + 3) / (127 / 64),
      12,
    );
    const [alone] = await metrics.querySeries({ runs: ['leaf'], keys: ['loss'] });
    expect(alone?.buckets.step).toEqual([5, 6, 7]);
  });

  test('go on over relative time where their ancestor was', async () => {
    const metrics = await withFamily();
    const [found] = await metrics.querySeries({ runs: ['leaf'], keys: ['loss'], ancestors, x: 'relative' });
    const relative = found?.buckets.time.map((time) => time - (found.startTime ?? 0));
    expect(relative).toEqual([0, 10, 10, 20, 20, 30, 40]);
  });

  test('have what only they logged, and what only their ancestors did', async () => {
    const metrics = await withFamily();
    const found = await metrics.querySeries({ runs: ['leaf', 'root'], keys: ['only', 'loss'], ancestors });
    expect(found.map(({ run, key, points }) => [run, key, points])).toEqual([
      ['leaf', 'only', 1],
      ['leaf', 'loss', 7],
      ['root', 'loss', 5],
    ]);
  });
});
