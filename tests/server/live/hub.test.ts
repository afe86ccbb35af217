import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBus } from '../../../server/live/bus.ts';
import { createHub } from '../../../server/live/hub.ts';
import type { CommitRecord } from '../../../server/ports/commit-feed.ts';
import type { RunWatch, ServerMessage } from '../../../shared/live.ts';
import { aRun } from '../../web/support/fakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TICK_MS = 100;
const note = (rev: number): CommitRecord => ({ rev, events: [{ kind: 'note', step: rev, time: 1, text: '' }] });
const from = (after: number, series: RunWatch['series'] = []): RunWatch => ({
  after,
  series,
  logs: false,
  histograms: false,
});

/** A hub over runs whose commits are marks, with pages whose reading the test controls. */
function aHub({ readCommits = async () => {}, config = {} } = {}) {
  const bus = createBus((error) => {
    throw error;
  });
  const commits = new Map<string, CommitRecord[]>();
  const hub = createHub({
    bus,
    async commitsAfter(run, rev) {
      const found = (commits.get(run) ?? []).filter((each) => each.rev > rev);
      await readCommits();
      return found;
    },
    getRuns: async (ids) => ids.filter((id) => commits.has(id)).map((id) => aRun({ id, config })),
    onError: (error) => {
      throw error;
    },
    tickMs: TICK_MS,
  });

  async function commit(run: string): Promise<void> {
    const all = commits.get(run) ?? [];
    const next = note(all.length + 1);
    commits.set(run, [...all, next]);
    await bus.publish({ type: 'commit', run, commit: next });
  }

  function connect() {
    const received: ServerMessage[] = [];
    const wire = { unread: 0, closed: 0 };
    const hooks = { onSend: () => {} };
    const page = hub.connect({
      send: (text) => {
        received.push(JSON.parse(text));
        hooks.onSend();
      },
      unreadBytes: () => wire.unread,
      close: (code) => {
        wire.closed = code;
      },
    });
    return Object.assign(hooks, {
      received,
      wire,
      reply: page.reply,
      watch: (id: number, runs: Record<string, RunWatch>, list = false) =>
        page.watch({ type: 'watch', id, list, runs }),
      /** What was received since this was last called. */
      take: () => received.splice(0),
      revs: () => received.flatMap((each) => (each.type === 'commits' ? each.commits : [])).map(({ rev }) => rev),
    });
  }
  return { hub, bus, commits, commit, connect, pass: (ticks: number) => vi.advanceTimersByTimeAsync(ticks * TICK_MS) };
}

test('what is committed while messages are made reaches pages served before and after', async () => {
  let reads = 0;
  const { commit, connect, pass } = aHub({
    async readCommits() {
      reads += 1;
      await Promise.resolve();
      if (reads === 1) await commit('r');
    },
  });
  await commit('r');
  const pages = [connect(), connect(), connect()];
  for (const page of pages) page.watch(1, { r: from(0) });
  await pass(3);

  for (const page of pages) expect(page.revs()).toEqual([1, 2]);
});

test('a page is sent what changes after it came, however often, as one change', async () => {
  const { commit, connect, pass } = aHub();
  const first = connect();
  first.watch(1, {}, true);
  await pass(6);
  first.take();
  await commit('before');
  const second = connect();
  second.watch(1, {}, true);
  for (let times = 0; times < 50; times++) await commit('after');
  await pass(6);
  const runsOf = (messages: ServerMessage[]) =>
    messages.flatMap((each) => (each.type === 'runs' ? each.runs.map(({ id }) => id) : []));
  expect(runsOf(first.take())).toEqual(['before', 'after']);
  expect(runsOf(second.take())).toEqual(['after']);
});

describe('runs with large configs', () => {
  const config = { text: 'x'.repeat(200_000) };
  const runsIn = (messages: ServerMessage[]) =>
    messages.flatMap((each) => (each.type === 'runs' ? [each.runs.map(({ id }) => id)] : []));

  test('come in several messages, none of them much larger than two such runs, and none is left out', async () => {
    const { commit, connect, pass } = aHub({ config });
    const page = connect();
    page.watch(1, {}, true);
    for (let index = 0; index < 9; index++) await commit(`r${index}`);
    await pass(10);
    const messages = runsIn(page.take());
    expect(messages.map(({ length }) => length)).toEqual([2, 2, 2, 2, 1]);
    expect(new Set(messages.flat()).size).toBe(9);
  });

  test('wait for a page that does not read, and come when it does', async () => {
    const { commit, connect, pass } = aHub({ config });
    const page = connect();
    page.onSend = () => {
      page.wire.unread = 2 * 1024 ** 2; // each message fills it
    };
    page.watch(1, {}, true);
    for (let index = 0; index < 5; index++) await commit(`r${index}`);
    const received: string[][] = [];
    for (let round = 0; round < 5; round++) {
      page.wire.unread = 0;
      await pass(5);
      const messages = runsIn(page.take());
      expect(messages.length).toBeLessThanOrEqual(1);
      received.push(...messages);
    }
    expect(received.flat().sort()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
  });
});

test('that something was set about a metric is sent to every page once, whatever it watches, and when it has room', async () => {
  const { bus, connect, pass } = aHub();
  const pages = [connect(), connect()];
  const [watching, full] = pages as [ReturnType<typeof connect>, ReturnType<typeof connect>];
  watching.watch(1, {}, true);
  full.wire.unread = 2 * 1024 ** 2;
  await bus.publish({ type: 'metric-settings' });
  await bus.publish({ type: 'metric-settings' });
  await pass(2);
  expect(watching.take()).toEqual([{ type: 'watching', id: 1 }, { type: 'metric-settings' }]);
  expect(full.take()).toEqual([]);
  full.wire.unread = 0;
  await pass(2);
  expect(pages.map((page) => page.take())).toEqual([[], [{ type: 'metric-settings' }]]);
});

describe('a watch', () => {
  test('is confirmed, then answered from its revision on', async () => {
    const { commit, connect, pass } = aHub();
    await commit('r');
    await commit('r');
    const page = connect();
    page.watch(7, { r: from(1) });
    await pass(1);

    expect(page.take()).toEqual([
      { type: 'watching', id: 7 },
      { type: 'commits', run: 'r', from: 1, rev: 2, commits: [note(2)] },
      { type: 'runs', runs: [aRun({ id: 'r' })] },
    ]);
  });

  test('from an earlier revision than what was sent is answered from there', async () => {
    const { commit, connect, pass } = aHub();
    for (let count = 0; count < 3; count++) await commit('r');
    const page = connect();
    page.watch(1, { r: from(2) });
    await pass(2);
    page.take();
    page.watch(2, { r: from(0, ['loss']) });
    await pass(2);

    expect(page.take()).toEqual([
      { type: 'watching', id: 2 },
      { type: 'commits', run: 'r', from: 0, rev: 3, commits: [note(1), note(2), note(3)] },
    ]);
  });

  test('brings nothing of what was watched before and did not change, of runs and of the list', async () => {
    const { commit, connect, pass } = aHub();
    await commit('r');
    await commit('s');
    const page = connect();
    page.watch(1, { r: from(1) }, true);
    await pass(10);
    page.take();
    page.watch(2, { r: from(1, ['loss']), s: from(1) }, true);
    await pass(10);

    expect(page.take()).toEqual([
      { type: 'watching', id: 2 },
      { type: 'runs', runs: [aRun({ id: 's' })] },
    ]);
  });

  test('counts when it is the last of many: no more than one a tick is taken', async () => {
    const { connect, pass } = aHub();
    const page = connect();
    for (let id = 1; id <= 1000; id++) page.watch(id, {});
    expect(page.take()).toEqual([{ type: 'watching', id: 1 }]);
    await pass(1);
    expect(page.take()).toEqual([{ type: 'watching', id: 1000 }]);
    for (let id = 1001; id <= 1005; id++) page.watch(id, {});
    await pass(1);
    expect(page.take()).toEqual([{ type: 'watching', id: 1005 }]);
  });
});

test('where nothing changes nothing is sent, and no timer runs', async () => {
  const { commit, connect, pass } = aHub();
  await commit('r');
  const page = connect();
  page.watch(1, { r: from(0), missing: from(0) }, true);
  await pass(10);
  page.take();

  expect(vi.getTimerCount()).toBe(0);
  await pass(100);
  expect(page.take()).toEqual([]);
});

test('runs that are removed together are reported together', async () => {
  const { bus, commits, connect, pass } = aHub();
  const page = connect();
  page.watch(1, {}, true);
  await pass(1);
  page.take();
  const ids = Array.from({ length: 50 }, (_, index) => `r${index}`);
  for (const run of ids) await bus.publish({ type: 'removed', run });
  await pass(1);
  expect(page.take()).toEqual([{ type: 'removed', ids }]);

  commits.set('r3', []);
  await bus.publish({ type: 'run', run: 'r3' });
  await pass(1);
  expect(page.take()).toEqual([{ type: 'runs', runs: [aRun({ id: 'r3' })] }]);
});

describe('a page with unread bytes', () => {
  const MUCH = 2 * 1024 ** 2;

  test('is sent neither commits nor runs until it has read them', async () => {
    const { commit, connect, pass } = aHub();
    const page = connect();
    page.watch(1, { r: from(0) }, true);
    page.wire.unread = MUCH;
    await commit('r');
    await pass(20);
    expect(page.take()).toEqual([{ type: 'watching', id: 1 }]);

    page.wire.unread = 0;
    await pass(6);
    expect(page.received.map(({ type }) => type)).toEqual(['commits', 'runs']);
  });

  test('is disconnected when it never reads, or when it asks for more answers', async () => {
    const { connect, pass } = aHub();
    const [silent, asking] = [connect(), connect()];
    silent.wire.unread = asking.wire.unread = MUCH;
    silent.watch(1, {});
    await pass(98);
    expect(silent.wire.closed).toBe(0);
    await pass(2);
    expect(silent.wire.closed).toBe(4008);

    asking.reply({ type: 'error', code: 'invalid', message: 'A message must be JSON.' });
    expect([asking.wire.closed, asking.take()]).toEqual([4008, []]);
  });
});
