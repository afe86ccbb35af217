import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBus } from '../../../server/live/bus.ts';
import { createHub } from '../../../server/live/hub.ts';
import type { Commit, RunWatch } from '../../../shared/live.ts';
import { LiveFeed, type RunListener } from '../../../web/api/live-feed.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const commitOf = (key: string, rev: number): Commit => ({
  rev,
  series: { [key]: { step: [rev], time: [rev], value: [rev] } },
});

/** A run, its real hub and the real feed of a page, between which each message arrives when the test delivers it. */
function aPage() {
  const bus = createBus((error) => {
    throw error;
  });
  const stored: { rev: number; key: string }[] = [];
  /** Revisions up to this are no longer in memory. */
  let forgotten = 0;
  const hub = createHub({
    bus,
    commitsAfter: async (_run, rev) =>
      rev < forgotten ? 'gone' : stored.slice(rev).map((each) => commitOf(each.key, each.rev)),
    getRuns: async () => [],
    onError: (error) => {
      throw error;
    },
  });
  const toServer: string[] = [];
  const toPage: string[] = [];
  const socket = { readyState: 1, send: (text: string) => toServer.push(text) } as unknown as WebSocket;
  const page = hub.connect({ send: (text) => toPage.push(text), unreadBytes: () => 0, close: () => {} });
  const feed = new LiveFeed({ open: () => socket });
  const charts: Chart[] = [];
  const answers: (() => void)[] = [];

  /** A chart of one series: what it draws, and up to which revision. */
  class Chart implements RunListener {
    readonly run = 'r';
    readonly key: string;
    drawn: number[] = [];
    rev: number | null = null;
    close = () => {};
    #readings = 0;
    constructor(key: string) {
      this.key = key;
    }
    /** The server takes its picture now; it arrives when the test delivers it. */
    read(): void {
      const picture = ofKey(this.key);
      const rev = stored.length;
      const reading = ++this.#readings;
      answers.push(() => {
        if (reading !== this.#readings) return; // only the last reading counts
        this.drawn = picture;
        this.rev = rev;
        feed.refresh();
      });
    }
    wants(): RunWatch | null {
      return this.rev === null ? null : { after: this.rev, series: [this.key], logs: false, histograms: false };
    }
    onCommits(commits: Commit[], rev: number): void {
      for (const { series } of commits) this.drawn.push(...(series?.[this.key]?.value.map(Number) ?? []));
      this.rev = rev;
    }
    onReset(): void {
      this.read();
    }
  }

  const ofKey = (key: string) => stored.filter((each) => each.key === key).map(({ rev }) => rev);

  const actions = {
    async commit(key: string) {
      stored.push({ rev: stored.length + 1, key });
      await bus.publish({ type: 'commit', run: 'r', commit: commitOf(key, stored.length) });
    },
    open(key: string) {
      const chart = new Chart(key);
      charts.push(chart);
      chart.close = feed.watch(chart);
      chart.read();
    },
    read: (index: number) => charts[index]?.read(),
    shut(index: number) {
      charts.splice(index, 1)[0]?.close();
    },
    answer: () => answers.shift()?.(),
    forget() {
      forgotten = stored.length;
    },
    deliverToServer() {
      const text = toServer.shift();
      if (text) page.watch(JSON.parse(text));
    },
    deliverToPage() {
      const data = toPage.shift();
      if (data) socket.onmessage?.({ data } as MessageEvent);
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };

  /** Whoever draws, draws all of its series up to its revision, each point once. */
  function check(what: string) {
    for (const { key, rev, drawn } of charts)
      expect(drawn, `${key} at revision ${rev} ${what}`).toEqual(ofKey(key).filter((each) => each <= (rev ?? 0)));
  }

  /** Whoever draws, draws everything. */
  function checkEnd(what: string) {
    check(what);
    const last = stored.length;
    for (const { key, rev, drawn } of charts)
      if (ofKey(key).some((each) => each > (rev ?? 0)))
        expect(drawn, `${key}, at last revision ${last}, ${what}`).toEqual(ofKey(key));
  }

  async function settle() {
    for (let round = 0; round < 20; round++) {
      await actions.pass(200);
      while (answers.length > 0) actions.answer();
      while (toServer.length > 0) actions.deliverToServer();
      while (toPage.length > 0) actions.deliverToPage();
    }
  }

  socket.onopen?.({} as Event);
  return { ...actions, charts, answers, check, checkEnd, settle, close: () => hub.close() };
}

type Page = ReturnType<typeof aPage>;

/** Two charts of one run: the first was read before a commit that the second has, and is answered after it is watched. */
async function twoCharts(second: string): Promise<Page> {
  const page = aPage();
  await page.commit('loss');
  page.open('loss');
  await page.commit('loss');
  page.open(second);
  page.answers.reverse();
  page.answer();
  await page.pass(50);
  page.deliverToServer();
  page.deliverToPage();
  return page;
}

const STEPS: Record<string, (page: Page) => unknown> = {
  'an answer to a reading arrives': (page) => page.answer(),
  'a watch is sent': (page) => page.pass(20),
  'a watch reaches the server': (page) => page.deliverToServer(),
  'a point of the loss is committed': (page) => page.commit('loss'),
  'messages are sent': (page) => page.pass(200),
  'a message arrives': (page) => page.deliverToPage(),
};

test.each([
  ['the same series', 'loss'],
  ['another series', 'accuracy'],
])(
  'in every order of reading, watching and messages, charts of %s have no gap and no repeat',
  async (_name, second) => {
    for (const order of permutations(Object.keys(STEPS))) {
      const page = await twoCharts(second);
      for (const [index, step] of order.entries()) {
        await STEPS[step]?.(page);
        page.check(`after ${order.slice(0, index + 1).join(', ')}`);
      }
      await page.settle();
      page.checkEnd(`after ${order.join(', ')}`);
      await page.close();
    }
  },
  120_000,
);

test('whatever happens, in whatever order, what is drawn has no gap and no repeat', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const draw = generator(seed);
    const page = aPage();
    const happened: string[] = [];
    for (let count = 0; count < 60; count++) {
      const [name, act] = anyOf(draw, ANYTHING);
      happened.push(name);
      await act(page, draw);
      page.check(`with seed ${seed} after ${happened.join(', ')}`);
    }
    await page.settle();
    page.checkEnd(`with seed ${seed} after ${happened.join(', ')}`);
    await page.close();
  }
}, 120_000);

const KEYS = ['loss', 'accuracy', 'rate'];
const ANYTHING: [string, (page: Page, draw: () => number) => unknown][] = [
  ...KEYS.map((key): [string, (page: Page) => unknown] => [`commit ${key}`, (page) => page.commit(key)]),
  ['commit loss', (page) => page.commit('loss')],
  ['open', (page, draw) => page.open(anyOf(draw, KEYS))],
  ['close', (page, draw) => page.shut(Math.floor(draw() * page.charts.length))],
  ['read', (page, draw) => page.read(Math.floor(draw() * page.charts.length))],
  ['forget', (page, draw) => draw() < 0.3 && page.forget()],
  ...Array.from({ length: 2 }, (): [string, (page: Page) => unknown] => ['answer', (page) => page.answer()]),
  ...Array.from({ length: 3 }, (): [string, (page: Page) => unknown] => [
    'to server',
    (page) => page.deliverToServer(),
  ]),
  ...Array.from({ length: 4 }, (): [string, (page: Page) => unknown] => ['to page', (page) => page.deliverToPage()]),
  ['20 ms', (page) => page.pass(20)],
  ['200 ms', (page) => page.pass(200)],
];

function anyOf<T>(draw: () => number, all: readonly T[]): T {
  return all[Math.floor(draw() * all.length)] as T;
}

/** Numbers from 0 to 1 that a seed fixes (a linear congruential generator is enough to shuffle steps). */
function generator(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function permutations(all: readonly string[]): string[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first) => permutations(all.filter((each) => each !== first)).map((rest) => [first, ...rest]));
}
