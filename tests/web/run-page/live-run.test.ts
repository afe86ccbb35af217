import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Api, ApiError } from '../../../web/api/api.ts';
import { LiveRun } from '../../../web/run-page/live-run.svelte.ts';
import { aRun, aSummary, settled } from '../support/fakes.ts';

const line = (id: number) => ({ id, time: id, level: 'info' as const, text: `line ${id}` });
const mark = (step: number) => ({ kind: 'nan' as const, step, time: step, text: '' });

const feed = { watch: vi.fn(() => () => {}), refresh: vi.fn() };
const api = {
  run: vi.fn(async () => aRun({ rev: 10 })),
  series: vi.fn(async () => ({ series: { loss: aSummary(1) }, rev: 10 })),
  histogramKeys: vi.fn(async () => ({ keys: [] as { key: string }[], rev: 10 })),
  events: vi.fn(async () => ({ events: [mark(1)], nextCursor: null, total: 1, rev: 12 })),
  logs: vi.fn(async () => ({ lines: [line(1), line(2)], total: 2, rev: 11 })),
};

let live: LiveRun;
beforeEach(async () => {
  vi.clearAllMocks();
  live = new LiveRun('r', api as unknown as Api, feed);
  live.open();
  await settled();
});

describe('a live run', () => {
  test('watches from the earliest revision that any part of it shows', () => {
    expect(live.status).toBe('ready');
    expect(live.wants()).toEqual({ after: 10, series: [], logs: true, histograms: true });
    expect(feed.refresh).toHaveBeenCalled();
  });

  test('wants nothing before it has read', () => {
    expect(new LiveRun('r', api as unknown as Api, feed).wants()).toBe(null);
  });

  test('adds what a part does not show yet, and drops what it does', () => {
    live.onCommits(
      [
        { rev: 11, logs: [line(2)], events: [mark(1)] },
        { rev: 12, logs: [line(3)], events: [mark(1)] },
        { rev: 13, logs: [line(4)], events: [mark(2)], newSeries: ['accuracy'] },
      ],
      13,
    );

    expect(live.log.lines.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(live.events.map(({ step }) => step)).toEqual([1, 2]);
    expect(live.keys).toEqual(['accuracy', 'loss']);
    expect(live.wants()?.after).toBe(13);
  });

  test('watches histograms until it has seen one, and not at all where there are some', async () => {
    const histogram = { key: 'w', step: 1, time: 1, edges: [0, 1], counts: [1] };
    live.onCommits([{ rev: 13, logs: [line(3)] }], 13);
    expect([live.hasHistograms, live.wants()?.histograms]).toEqual([false, true]);
    feed.refresh.mockClear();
    live.onCommits([{ rev: 14, histograms: [histogram] }], 14);
    expect([live.hasHistograms, live.wants()?.histograms]).toEqual([true, false]);
    expect(feed.refresh).toHaveBeenCalledOnce();

    api.histogramKeys.mockResolvedValueOnce({ keys: [{ key: 'w' }], rev: 10 });
    const other = new LiveRun('r', api as unknown as Api, feed);
    await other.read();
    expect(other.wants()).toMatchObject({ after: 10, histograms: false });
  });

  test('keeps the latest marks of very many, and counts them all', () => {
    const events = Array.from({ length: 5000 }, (_, index) => mark(index + 2));
    live.onCommits([{ rev: 13, events }], 13);

    expect(live.events.map(({ step }) => step)).toEqual(Array.from({ length: 2000 }, (_, index) => index + 3002));
    expect(live.eventTotal).toBe(5001);
  });

  test('is the same after a commit heard twice', () => {
    const commits = [{ rev: 13, logs: [line(3)] }];
    live.onCommits(commits, 13);
    live.onCommits(commits, 13);

    expect(live.log.lines.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(live.log.total).toBe(3);
  });

  test('reads everything again after a reset, and watches from there', async () => {
    api.logs.mockResolvedValueOnce({ lines: [line(90)], total: 90, rev: 99 });
    api.series.mockResolvedValueOnce({ series: { loss: aSummary(1) }, rev: 99 });
    api.histogramKeys.mockResolvedValueOnce({ keys: [], rev: 99 });
    api.events.mockResolvedValueOnce({ events: [], nextCursor: null, total: 0, rev: 99 });
    live.onReset();
    await settled();

    expect(live.log.lines.map(({ id }) => id)).toEqual([90]);
    expect(live.wants()?.after).toBe(99);
  });

  test('keeps the newest form of the run, whatever order forms come in', () => {
    live.onRun(aRun({ rev: 20, name: 'newer' }));
    live.onRun(aRun({ rev: 15, name: 'older' }));

    expect(live.info?.name).toBe('newer');
  });

  test('keeps what a message brought while the run was being read', async () => {
    api.run.mockResolvedValueOnce(aRun({ rev: 10, state: 'running' }));
    const reading = live.read();
    live.onRun(aRun({ rev: 10, state: 'finished' }));
    await reading;

    expect(live.info?.state).toBe('finished');
  });

  test.each([
    ['is not there', () => api.run.mockRejectedValueOnce(new ApiError('not_found', 'no run "r"'))],
    ['is in the trash', () => api.run.mockResolvedValueOnce(aRun({ deletedAt: '2026-01-01T00:00:00.000Z' }))],
  ])('asks nothing more of a run that %s', async (_, answer) => {
    vi.clearAllMocks();
    answer();
    await live.read();
    expect(api.run).toHaveBeenCalledOnce();
    for (const other of [api.series, api.events, api.logs]) expect(other).not.toHaveBeenCalled();
  });

  test('says so when there is no such run, when it is in the trash, or when no answer comes', async () => {
    api.run.mockRejectedValueOnce(new ApiError('not_found', 'no run "r"'));
    await live.read();
    expect(live.status).toBe('missing');

    api.series.mockRejectedValueOnce(new ApiError('in_trash', 'run "r" is in the trash'));
    await live.read();
    expect(live.status).toBe('removed');

    await live.read();
    api.run.mockResolvedValueOnce(aRun({ rev: 10, deletedAt: '2026-01-01T00:00:00.000Z' }));
    await live.read();
    expect(live.status).toBe('removed');

    const other = new LiveRun('r', api as unknown as Api, feed);
    api.run.mockRejectedValueOnce(new ApiError('unreachable', 'gone'));
    await other.read();
    expect([other.status, other.error]).toEqual(['error', 'gone']);

    other.onReconnected();
    await settled();
    expect([other.status, other.error]).toEqual(['ready', '']);
  });
});
