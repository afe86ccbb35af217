import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_WATCHED_SERIES, type RunWatch, type ServerMessage } from '../../../shared/live.ts';
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

/** Lets what is under way reach the server, and its confirmation the page. */
async function settle() {
  for (let sent = -1; sent !== last().sent.length; ) {
    sent = last().sent.length;
    await vi.advanceTimersByTimeAsync(100);
    last().acknowledge();
  }
}

const aListListener = () => ({ onRuns: vi.fn(), onRemoved: vi.fn(), onSubscribed: vi.fn() });
const commits = (run: string, from: number, rev: number): ServerMessage => ({
  type: 'commits',
  run,
  from,
  rev,
  commits: Array.from({ length: rev - from }, (_, index) => ({ rev: from + index + 1 })),
});

describe('what is watched', () => {
  test('is sent once for all listeners that come and go within a short pause', async () => {
    last().open();
    feed.watch(listener('a', watch(1)));
    feed.watch(listener('b', watch(2)))();
    feed.watchList(aListListener());
    await settle();

    expect(last().sent).toEqual([{ type: 'watch', id: 1, list: true, runs: { a: watch(1) } }]);
  });

  test.each([
    [[watch(5, ['x']), watch(3, ['y'], true)], watch(3, ['x', 'y'], true)],
    [[watch(5, ['x']), watch(7, 'all')], watch(5, 'all')],
    [[watch(5, ['x', 'y']), watch(5, ['y'])], watch(5, ['x', 'y'])],
  ])('by several listeners of one run becomes one watch that serves all: %j', async (wants, merged) => {
    last().open();
    for (const wanted of wants) feed.watch(listener('a', wanted));
    await settle();

    expect(watched()?.runs).toEqual({ a: merged });
  });

  test('is every series where the listeners show more than a message may name', async () => {
    last().open();
    for (let index = 0; index <= MAX_WATCHED_SERIES; index++) feed.watch(listener('a', watch(1, [`s${index}`])));
    await settle();

    expect(watched()?.runs).toEqual({ a: watch(1, 'all') });
  });

  test('leaves out a listener that has not read the past yet', async () => {
    last().open();
    feed.watch(listener('a', null));
    await settle();

    expect(last().sent).toEqual([]);
  });

  test('is not sent again while it is equal by value, or while commits only move on', async () => {
    const wanted = { ...watch(1, ['x', 'y']) };
    feed.watch({ ...listener('a', null), wants: () => ({ ...wanted }) });
    last().open();
    await settle();
    wanted.series = ['y', 'x'];
    feed.refresh();
    await settle();
    last().receive(commits('a', 1, 5));
    wanted.after = 7; // read again over HTTP meanwhile
    feed.refresh();
    await settle();

    expect(last().sent).toHaveLength(1);
  });

  test('is sent again once the one before is confirmed, with what is wanted by then', async () => {
    last().open();
    feed.watch(listener('a', watch(1)));
    await vi.advanceTimersByTimeAsync(100);
    for (const run of ['b', 'c']) {
      feed.watch(listener(run, watch(1)));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(last().sent).toHaveLength(1);
    await settle();

    expect(last().sent.map(({ runs }) => Object.keys(runs).join())).toEqual(['a', 'a,b,c']);
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

  test('subscribes to the list again: it is read anew each time its changes begin to be sent', async () => {
    const list = aListListener();
    feed.watchList(list);
    last().open();
    expect(list.onSubscribed).not.toHaveBeenCalled();
    last().acknowledge();
    expect(list.onSubscribed).toHaveBeenCalledTimes(1);
    last().drop();
    vi.advanceTimersByTime(200);
    last().open();
    expect(list.onSubscribed).toHaveBeenCalledTimes(1);
    last().acknowledge();

    expect(list.onSubscribed).toHaveBeenCalledTimes(2);
  });

  test('lets a list that opens while the changes are being sent read at once', async () => {
    last().open();
    const close = feed.watchList(aListListener());
    await settle();
    const next = aListListener();
    close();
    feed.watchList(next);
    await vi.advanceTimersByTimeAsync(100);

    expect(next.onSubscribed).toHaveBeenCalledOnce();
    expect(last().sent).toHaveLength(1);
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
  const list = aListListener();
  feed.watch(a);
  feed.watch(b);
  feed.watchList(list);
  last().open();
  last().acknowledge();

  last().receive(commits('a', 0, 3));
  last().receive({ type: 'reset', run: 'b', rev: 9 });
  last().receive({ type: 'runs', runs: [aRun({ id: 'b' })] });
  last().receive({ type: 'removed', ids: ['a'] });

  expect(a.onCommits).toHaveBeenCalledExactlyOnceWith([{ rev: 1 }, { rev: 2 }, { rev: 3 }], 3);
  expect(b.onCommits).not.toHaveBeenCalled();
  expect(b.onReset).toHaveBeenCalledOnce();
  expect(b.onRun).toHaveBeenCalledOnce();
  expect(a.onRun).not.toHaveBeenCalled();
  expect(list.onRuns).toHaveBeenCalledOnce();
  expect(list.onRemoved).toHaveBeenCalledExactlyOnceWith(['a']);
});

test('after a reset a run is watched again from where it was read, not before', async () => {
  let after = 3;
  feed.watch({ ...listener('a', null), wants: () => watch(after) });
  last().open();
  await settle();
  last().receive({ type: 'reset', run: 'a', rev: 3 });
  feed.refresh();
  await settle();
  expect(last().sent).toHaveLength(1);

  after = 9;
  feed.refresh();
  await settle();
  expect(watched()?.runs).toEqual({ a: watch(9) });
});

describe('a page that nobody sees', () => {
  test('gives up its connection after a while, and goes on from where it was once it is seen', async () => {
    last().open();
    const list = aListListener();
    feed.watch(listener('a', watch(7)));
    feed.watchList(list);
    await settle();
    feed.seen(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([last().readyState, sockets.length, feed.connection]).toEqual([3, 1, 'connecting']);

    feed.seen(true);
    last().open();
    await settle();
    expect([sockets.length, watched()?.runs, feed.connection]).toEqual([2, { a: watch(7) }, 'open']);
    expect(list.onSubscribed).toHaveBeenCalledTimes(2);
  });

  test('keeps its connection when it is seen again soon', async () => {
    last().open();
    feed.seen(false);
    await vi.advanceTimersByTimeAsync(5000);
    feed.seen(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([last().readyState, sockets.length]).toEqual([1, 1]);
  });

  test('does not try to reconnect to a server that is away', async () => {
    last().open();
    feed.seen(false);
    last().drop();
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = sockets.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sockets.length).toBe(tries);
  });
});
