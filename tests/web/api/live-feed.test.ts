import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunWatch } from '../../../shared/live.ts';
import { LiveFeed, type RunListener } from '../../../web/api/live-feed.svelte.ts';
import { FakeSocket } from '../support/fake-socket.ts';
import { aRun } from '../support/fakes.ts';

let sockets: FakeSocket[];
let feed: LiveFeed;
const last = () => sockets.at(-1) as FakeSocket;
const watched = () => last().sent.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  const open = () => {
    sockets.push(new FakeSocket());
    return last() as unknown as WebSocket;
  };
  feed = new LiveFeed({ open, random: () => 1 });
});
afterEach(() => vi.useRealTimers());

function listener(run: string, wanted: RunWatch | null) {
  return { run, wants: () => wanted, onCommits: vi.fn(), onReset: vi.fn(), onRun: vi.fn() } satisfies RunListener;
}

const watch = (after: number, series: RunWatch['series'] = 'all', logs = false): RunWatch => ({
  after,
  series,
  logs,
  histograms: false,
});

describe('what is wanted', () => {
  test('is said once a turn, however many listeners come and go', async () => {
    last().open();
    const said = last().sent.length;
    feed.watch(listener('a', watch(1)));
    feed.watch(listener('b', watch(2)))();
    feed.watchList({ onRuns: vi.fn(), onRemoved: vi.fn(), onReconnected: vi.fn() });
    await vi.runAllTicks();

    expect(last().sent.length).toBe(said + 1);
    expect(watched()).toEqual({ type: 'watch', list: true, runs: { a: watch(1) } });
  });

  test.each([
    [[watch(5, ['x']), watch(3, ['y'], true)], watch(3, ['x', 'y'], true)],
    [[watch(5, ['x']), watch(7, 'all')], watch(5, 'all')],
    [[watch(5, ['x', 'y']), watch(5, ['y'])], watch(5, ['x', 'y'])],
  ])('by several listeners of one run becomes one watch that serves all: %j', async (wants, merged) => {
    last().open();
    for (const wanted of wants) feed.watch(listener('a', wanted));
    await vi.runAllTicks();

    expect(watched()?.runs).toEqual({ a: merged });
  });

  test('leaves out a listener that has not read the past yet', async () => {
    last().open();
    feed.watch(listener('a', null));
    await vi.runAllTicks();

    expect(watched()?.runs).toEqual({});
  });
});

describe('a lost connection', () => {
  test('is tried again, later each time up to five seconds, and then watches from the cursor of that moment', async () => {
    let after = 1;
    feed.watch({ ...listener('a', null), wants: () => watch(after) });
    last().open();
    expect(feed.connection).toBe('open');

    const waits = [200, 400, 800, 1600, 3200, 5000, 5000];
    for (const wait of waits) {
      last().drop();
      expect(feed.connection).toBe('lost');
      const tries = sockets.length;
      vi.advanceTimersByTime(wait - 1);
      expect(sockets.length).toBe(tries);
      vi.advanceTimersByTime(1);
      expect(sockets.length).toBe(tries + 1);
    }
    after = 42;
    last().open();

    expect(watched()?.runs).toEqual({ a: watch(42) });
    last().drop();
    vi.advanceTimersByTime(200);
    expect(sockets.length).toBe(waits.length + 2);
  });

  test('tells lists after the return, since anything may have changed, but not at the first connecting', () => {
    const list = { onRuns: vi.fn(), onRemoved: vi.fn(), onReconnected: vi.fn() };
    feed.watchList(list);
    last().open();
    expect(list.onReconnected).not.toHaveBeenCalled();
    last().drop();
    vi.advanceTimersByTime(200);
    last().open();

    expect(list.onReconnected).toHaveBeenCalledOnce();
  });

  test('is tried at once when the reader asks', () => {
    last().open();
    last().drop();
    feed.retryNow();

    expect(sockets.length).toBe(2);
  });
});

test('a message reaches those it concerns', () => {
  const [a, b] = [listener('a', watch(0)), listener('b', watch(0))];
  const list = { onRuns: vi.fn(), onRemoved: vi.fn(), onReconnected: vi.fn() };
  feed.watch(a);
  feed.watch(b);
  feed.watchList(list);
  last().open();

  last().say({ type: 'commits', run: 'a', rev: 3, commits: [{ rev: 3 }] });
  last().say({ type: 'reset', run: 'b', rev: 9 });
  last().say({ type: 'runs', runs: [aRun({ id: 'b' })] });
  last().say({ type: 'removed', ids: ['a'] });

  expect(a.onCommits).toHaveBeenCalledExactlyOnceWith([{ rev: 3 }], 3);
  expect(b.onCommits).not.toHaveBeenCalled();
  expect(b.onReset).toHaveBeenCalledOnce();
  expect(b.onRun).toHaveBeenCalledOnce();
  expect(a.onRun).not.toHaveBeenCalled();
  expect(list.onRuns).toHaveBeenCalledOnce();
  expect(list.onRemoved).toHaveBeenCalledExactlyOnceWith(['a']);
});
