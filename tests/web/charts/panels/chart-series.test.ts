import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '../../../../web/api/api.ts';
import type { RunListener } from '../../../../web/api/live-feed.svelte.ts';
import { type ChartRequest, ChartSeries } from '../../../../web/charts/panels/chart-series.svelte.ts';
import { aRun, aSeries, aSummary, points } from '../../support/fakes.ts';

const REQUEST: ChartRequest = { runs: ['r', 's'], keys: ['loss'], x: 'step', smoothing: 0, window: null, pixels: 100 };

let listeners: Set<RunListener>;
const feed = {
  watch: vi.fn((listener: RunListener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }),
  refresh: vi.fn(),
};
const querySeries = vi.fn();
const of = (run: string) => [...listeners].find((listener) => listener.run === run) as RunListener;
let chart: ChartSeries;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  listeners = new Set();
  querySeries.mockResolvedValue({ series: [aSeries([3, 2])] });
  chart = new ChartSeries({ querySeries } as unknown as Api, feed);
});
afterEach(() => {
  chart.close();
  vi.useRealTimers();
});

test('a chart reads its past, then watches from there, only its own series', async () => {
  chart.show(REQUEST);
  expect(of('r').wants()).toBe(null);
  await vi.advanceTimersByTimeAsync(0);

  expect(of('r').wants()).toEqual({ after: 10, series: ['loss'], logs: false, histograms: false });
  expect(of('s').wants()).toBe(null);
  expect(feed.refresh).toHaveBeenCalledOnce();
});

test('live points are drawn without asking again, and redraws are bundled', async () => {
  chart.show(REQUEST);
  await vi.advanceTimersByTimeAsync(0);
  const version = chart.version;
  for (let step = 3; step <= 50; step++)
    of('r').onCommits([{ rev: 8 + step, series: { loss: points([step], [1]) } }], 8 + step);
  await vi.advanceTimersByTimeAsync(100);

  expect(chart.lines[0]?.length).toBe(50);
  expect(chart.version).toBe(version + 1);
  expect(querySeries).toHaveBeenCalledOnce();
});

test('an old step rewritten is read again, once for many', async () => {
  chart.show(REQUEST);
  await vi.advanceTimersByTimeAsync(0);
  for (let rev = 11; rev < 20; rev++) of('r').onCommits([{ rev, series: { loss: points([1], [9]) } }], rev);
  await vi.advanceTimersByTimeAsync(1000);

  expect(querySeries).toHaveBeenCalledTimes(2);
});

test('a run that logs its first point later joins the chart', async () => {
  chart.show(REQUEST);
  await vi.advanceTimersByTimeAsync(0);
  of('s').onRun?.(aRun({ id: 's' }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(querySeries).toHaveBeenCalledOnce();

  querySeries.mockResolvedValue({ series: [aSeries([3, 2]), aSeries([1], { run: 's' })] });
  of('s').onRun?.(aRun({ id: 's', summary: { loss: aSummary(1) } }));
  await vi.advanceTimersByTimeAsync(1000);

  expect(chart.lines.map(({ run }) => run)).toEqual(['r', 's']);
});

test('a zoom asks for its own window when it has settled, and only the last answer counts', async () => {
  chart.show(REQUEST);
  await vi.advanceTimersByTimeAsync(0);
  for (const low of [1, 2, 3]) chart.show({ ...REQUEST, window: [low, 9] });
  await vi.advanceTimersByTimeAsync(500);

  expect(querySeries).toHaveBeenCalledTimes(2);
  expect(querySeries.mock.calls[1]?.[0]).toMatchObject({ window: [3, 9], pixels: 100 });
});

test('a run taken off the chart is no longer listened to', async () => {
  chart.show(REQUEST);
  chart.show({ ...REQUEST, runs: ['s'] });

  expect([...listeners].map(({ run }) => run)).toEqual(['s']);
  chart.close();
  expect(listeners.size).toBe(0);
});

test('a failure keeps what is drawn, and is told where there is nothing', async () => {
  querySeries.mockRejectedValueOnce(new Error('no answer'));
  chart.show(REQUEST);
  await vi.advanceTimersByTimeAsync(0);
  expect([chart.status, chart.error]).toEqual(['error', 'no answer']);

  of('r').onReconnected?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(chart.status).toBe('ready');
});
