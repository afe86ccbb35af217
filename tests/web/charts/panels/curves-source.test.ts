import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CurvesQuery, GroupsQuery, PanelQuery } from '../../../../shared/panel-query.ts';
import type { RunListener } from '../../../../web/api/live-feed.svelte.ts';
import { CurvesSource } from '../../../../web/charts/panels/curves-source.svelte.ts';
import { PanelLoader } from '../../../../web/charts/panels/panel-loader.ts';
import { aCurve, aRun, aSummary, points } from '../../support/fakes.ts';

const query = (changes: Partial<CurvesQuery> = {}): CurvesQuery => ({
  kind: 'curves',
  runs: ['r', 's'],
  keys: ['loss'],
  x: 'step',
  pixels: 100,
  columns: ['step', 'mean'],
  ...changes,
});
const FRAME_MS = 16;

let listeners: Set<RunListener>;
const feed = {
  watch: vi.fn((listener: RunListener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }),
  refresh: vi.fn(),
};
const queryPanels = vi.fn();
const of = (run: string) => [...listeners].find((listener) => listener.run === run) as RunListener;
const log = (step: number, rev: number) => of('r').onCommits([{ rev, series: { loss: points([step], [1]) } }], rev);
const answer = (...series: unknown[]) => ({ parts: [{ kind: 'curves', series, failed: [] }] });
let source: CurvesSource;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, FRAME_MS));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  vi.clearAllMocks();
  listeners = new Set();
  queryPanels.mockResolvedValue(answer(aCurve([3, 2])));
  source = new CurvesSource({ loader: new PanelLoader({ queryPanels }), feed });
});
afterEach(() => {
  source.pause();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(): Promise<void> {
  source.show(query());
  await vi.advanceTimersByTimeAsync(0);
}

test('a panel reads its past, then follows from there, only its own series', async () => {
  source.show(query());
  expect(of('r').wants()).toBe(null);
  await vi.advanceTimersByTimeAsync(0);

  expect(of('r').wants()).toEqual({ after: 10, series: ['loss'], logs: false, histograms: false });
  expect(of('s').wants()).toBe(null);
  expect(feed.refresh).toHaveBeenCalledOnce();
});

test('a query that is equal to the last is not asked again, though its lists are new', async () => {
  await open();
  source.show(query());
  source.pause();
  source.show(query());
  await vi.advanceTimersByTimeAsync(5000);

  expect(queryPanels).toHaveBeenCalledOnce();
  expect(of('r').wants()).toMatchObject({ after: 10 });
});

test('a point after a quiet while is drawn in the next frame, those that follow at most twelve times a second', async () => {
  await open();
  await vi.advanceTimersByTimeAsync(1000);
  const version = source.version;
  log(3, 11);
  await vi.advanceTimersByTimeAsync(FRAME_MS);
  expect(source.version).toBe(version + 1);

  for (let step = 4; step < 104; step++) {
    log(step, 8 + step);
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(200);
  expect(source.lines[0]?.length).toBe(103);
  expect(source.version).toBeGreaterThan(version + 5);
  expect(source.version).toBeLessThanOrEqual(version + 16);
  expect(queryPanels).toHaveBeenCalledOnce();
});

test('what is committed of other metrics draws nothing', async () => {
  await open();
  await vi.advanceTimersByTimeAsync(1000);
  const { version } = source;
  of('r').onCommits(
    [
      { rev: 11, series: { accuracy: points([3], [1]) } },
      { rev: 12, events: [] },
    ],
    12,
  );
  await vi.advanceTimersByTimeAsync(1000);
  expect(source.version).toBe(version);
  expect(of('r').wants()).toMatchObject({ after: 12 });
});

test('points that come one after the other are a stream, until none has come for a second', async () => {
  await open();
  log(3, 11);
  expect(source.isStreaming).toBe(false);
  await vi.advanceTimersByTimeAsync(50);
  log(4, 12);
  expect(source.isStreaming).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(source.isStreaming).toBe(false);
  log(5, 13);
  expect(source.isStreaming).toBe(false);
});

test('a stream that ends while nobody looks is at rest when it is seen again', async () => {
  await open();
  log(3, 11);
  log(4, 12);
  source.pause();
  await vi.advanceTimersByTimeAsync(5000);
  source.show(query());
  await vi.advanceTimersByTimeAsync(1000);
  expect(source.isStreaming).toBe(false);
});

test('an old step rewritten is read again, once for many', async () => {
  await open();
  for (let rev = 11; rev < 20; rev++) log(1, rev);
  await vi.advanceTimersByTimeAsync(1000);

  expect(queryPanels).toHaveBeenCalledTimes(2);
});

test('what was to be read again when the panel went out of sight is read when it is back', async () => {
  await open();
  log(1, 11);
  source.pause();
  expect(listeners.size).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(queryPanels).toHaveBeenCalledOnce();

  source.show(query());
  await vi.advanceTimersByTimeAsync(1000);
  expect(queryPanels).toHaveBeenCalledTimes(2);
});

test('a run that logs its first point later joins the panel', async () => {
  await open();
  of('s').onRun?.(aRun({ id: 's' }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(queryPanels).toHaveBeenCalledOnce();

  queryPanels.mockResolvedValue(answer(aCurve([3, 2]), aCurve([1], { run: 's' })));
  of('s').onRun?.(aRun({ id: 's', summary: { loss: aSummary(1) } }));
  await vi.advanceTimersByTimeAsync(1000);

  expect(source.lines.map(({ run }) => run)).toEqual(['r', 's']);
});

test('while another query is under way, what is shown is out of date, and stays what it was', async () => {
  await open();
  expect(source.isStale).toBe(false);
  source.show(query({ window: [1, 9] }));
  flushSync();
  expect(source.isStale).toBe(true);
  expect(source.shown?.window).toBe(undefined);
  await vi.advanceTimersByTimeAsync(1000);

  expect(source.isStale).toBe(false);
  expect(source.shown?.window).toEqual([1, 9]);
});

test('of several queries in a row the first and the last are asked, and only the last answer counts', async () => {
  const signals: AbortSignal[] = [];
  const answers: ((answer: unknown) => void)[] = [];
  queryPanels.mockImplementation((_: PanelQuery, signal: AbortSignal) => {
    signals.push(signal);
    return new Promise((resolve) => answers.push(resolve));
  });
  await open();
  for (const low of [1, 2, 3]) source.show(query({ window: [low, 9] }));
  await vi.advanceTimersByTimeAsync(500);

  expect(queryPanels.mock.calls.map(([{ parts }]) => parts[0].window)).toEqual([undefined, [3, 9]]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  answers[1]?.(answer(aCurve([7])));
  answers[0]?.(answer(aCurve([8])));
  await vi.advanceTimersByTimeAsync(0);
  expect(source.lines[0]?.last).toBe(7);
});

test('a run taken off the panel is no longer followed', async () => {
  source.show(query());
  source.show(query({ runs: ['s'] }));

  expect([...listeners].map(({ run }) => run)).toEqual(['s']);
});

test('a failure keeps what is drawn, and is shown where there is nothing', async () => {
  queryPanels.mockRejectedValueOnce(new Error('no answer'));
  await open();
  expect([source.status, source.error]).toEqual(['error', 'no answer']);

  of('r').onReconnected?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect([source.status, source.error]).toEqual(['ready', '']);
});

describe('groups of runs', () => {
  const groups: GroupsQuery = {
    kind: 'groups',
    groups: [{ name: 'g', runs: ['r', 's'] }],
    keys: ['loss'],
    pixels: 100,
  };
  const column = [1];
  const columns = { x: column, middle: column, low: column, high: column, count: [2] };
  const read = (revs: Record<string, number>) => ({
    parts: [{ kind: 'groups', revs, series: [{ key: 'loss', group: 'g', runs: 2, columns }] }],
  });
  const commit = (rev: number, series = { loss: points([rev], [1]) }) => of('r').onCommits([{ rev, series }], rev);

  beforeEach(async () => {
    queryPanels.mockResolvedValue(read({ r: 10 }));
    source.show(groups);
    await vi.advanceTimersByTimeAsync(0);
  });

  test('are followed from what was read of each run; one that is gone is not', () => {
    expect(source.lines).toMatchObject([{ run: 'g', key: 'loss' }]);
    expect(of('r').wants()).toEqual({ after: 10, series: ['loss'], logs: false, histograms: false });
    expect(of('s').wants()).toBe(null);
  });

  test('are read anew once for many points, and no more than once a second', async () => {
    queryPanels.mockResolvedValue(read({ r: 100 }));
    for (let rev = 11; rev <= 50; rev++) {
      commit(rev);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(queryPanels.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(queryPanels.mock.calls.length).toBeLessThanOrEqual(4);
  });

  test('are not read anew for what was read already, nor for what has no point of them', async () => {
    commit(10);
    of('r').onCommits([{ rev: 11, events: [] }], 11);
    await vi.advanceTimersByTimeAsync(5000);
    expect(queryPanels).toHaveBeenCalledOnce();
    expect(of('r').wants()).toMatchObject({ after: 11 });
  });

  test('give way to runs drawn one by one, and the other way round', async () => {
    queryPanels.mockResolvedValue(answer(aCurve([3, 2])));
    source.show(query());
    await vi.advanceTimersByTimeAsync(1000);
    expect(source.lines).toMatchObject([{ run: 'r', band: 'extremes' }]);
  });
});
