import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tests/support/find-browser.ts';
import { startProbe } from '../http/probe.ts';
import { type BenchServer, startRowTableServer, startServerProcess } from '../http/server.ts';
import { lower, pairTable } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { fillFolder, METRIC, tableRun } from './table-bed.ts';
import { type Opened, openAndWatch } from './watch.ts';

const RUNS = 100_000;
const ROUNDS = 3;
/** Room for thirty rows. */
const VIEWPORT = { width: 1440, height: 1300 };
const OTHER = 'rows with JSON, ORDER BY and OFFSET, a plain table';

/** Does one thing on a page; resolves to the milliseconds until it is on the screen. */
type Task = (page: Page) => Promise<number>;
interface Side {
  address: string;
  open: (page: Page) => Promise<Opened>;
  /** In this order, on the opened page. */
  tasks: Record<string, Task>;
}
interface Took {
  ms: number;
  stallMs: number;
}
const OPEN = 'open, from asking for the runs until 30 rows are there';
const WHOLE = 'open, from an empty page until 30 rows are there';

const benchmark: Benchmark = {
  what: `a table of ${RUNS} runs with 20 settings and 10 metrics each, in a real browser`,
  async run() {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('no Chromium was found: name it in LOSSBOARD_BROWSER');
    const best = bestRun();
    const server = await startServerProcess(4, await fillFolder(RUNS));
    const other = await startRowTableServer(RUNS);
    await Promise.all([server.get('/health'), other.get('/health')]);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const tables = [await compare(browser, [oursOn(server, best), theirsOn(other, best)])];
    await browser.close();
    await Promise.all([server.close(), other.close()]);
    return tables;
  },
};
export default benchmark;

async function compare(browser: Browser, sides: [Side, Side]): Promise<Table> {
  const rounds: Record<string, Took>[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    for (const [at, side] of sides.entries()) rounds[at]?.push(await goThrough(browser, side));
  const names = [OPEN, WHOLE, ...Object.keys(sides[0].tasks)];
  const least = (at: number, name: string, what: keyof Took) =>
    Math.round(Math.min(...(rounds[at] ?? []).map((each) => each[name]?.[what] ?? Number.NaN).filter(Number.isFinite)));
  const first = (at: number, name: string, what: keyof Took) =>
    Math.round(rounds[at]?.[0]?.[name]?.[what] ?? Number.NaN);
  const rows = (of: typeof least, which: string) =>
    names.flatMap((name) => [
      lower(`${name}, ${which}`, 'ms', of(0, name, 'ms'), OTHER, of(1, name, 'ms')),
      lower(`${name}, ${which}: longest that others wait`, 'ms', of(0, name, 'stallMs'), OTHER, of(1, name, 'stallMs')),
    ]);
  return pairTable(
    `${RUNS} runs`,
    [...rows(first, 'the first time'), ...rows(least, 'least')],
    [`of ${ROUNDS} rounds in a fresh page each; ours is the whole application, with its scripts loaded anew`],
  );
}

async function goThrough(browser: Browser, { address, open, tasks }: Side): Promise<Record<string, Took>> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const probe = startProbe(address);
  const page = await context.newPage();
  const took: Record<string, Took> = {};
  let opened: Opened | undefined;
  const openStallMs = await probe.worstDuring(async () => {
    opened = await open(page);
  });
  took[OPEN] = { ms: opened?.askedMs ?? Number.NaN, stallMs: openStallMs };
  took[WHOLE] = { ms: opened?.drawnMs ?? Number.NaN, stallMs: openStallMs };
  for (const [name, task] of Object.entries(tasks)) {
    let ms = Number.NaN;
    const stallMs = await probe.worstDuring(async () => {
      ms = await task(page);
    });
    took[name] = { ms, stallMs };
  }
  await probe.close();
  await context.close();
  return took;
}

function oursOn({ address }: BenchServer, best: string): Side {
  const rows = (count: number, further = 'true') =>
    `document.querySelectorAll('tr.run').length >= ${count} && !document.querySelector('tr.unread') && ${further}`;
  const first = `document.querySelector('tbody tr[data-index="0"]')`;
  const frame = `document.querySelector('[role=grid]').parentElement`;
  const toMiddle = `${frame}.scrollTop = ${frame}.scrollHeight / 2`;
  const inMiddle = rows(30, `document.querySelector('tr.run').dataset.index > ${RUNS / 2 - 100}`);
  return {
    address,
    open: (page) => openAndWatch(page, `${address}/projects/bench/table`, rows(30), '/api/v1/runs?'),
    tasks: {
      'jump into the middle': (page) => until(page, toMiddle, inMiddle),
      'sort by a metric': async (page) => {
        await page.evaluate(`${frame}.scrollTop = 0`);
        const sort = `document.querySelector('th[title="summary.${METRIC}.best"] .sort').click()`;
        return until(page, sort, rows(30, `${first}?.dataset.id === '${best}'`));
      },
      'jump into the middle of that': (page) => until(page, toMiddle, inMiddle),
      'group by optimizer': (page) =>
        until(
          page,
          `history.pushState({}, '', location.href + '&group=optimizer'); dispatchEvent(new PopStateEvent('popstate'))`,
          `document.querySelectorAll('tr.group').length === 6`,
        ),
    },
  };
}

function theirsOn({ address }: BenchServer, best: string): Side {
  const show = (path: string) => (page: Page) =>
    until(page, `window.show('${path}')`, `window.shown === '${path}' && document.querySelector('td')`);
  return {
    address,
    open: (page) => openAndWatch(page, address, `document.querySelectorAll('tr').length === 100`, '/rows?'),
    tasks: {
      'jump into the middle': show(`/rows?sort=newest&offset=${RUNS / 2}`),
      'sort by a metric': async (page) => {
        const ms = await show('/rows?sort=loss&offset=0')(page);
        if ((await page.textContent('td')) !== best) throw new Error('the two sides disagree about the best run');
        return ms;
      },
      'jump into the middle of that': show(`/rows?sort=loss&offset=${RUNS / 2}`),
      'group by optimizer': show('/groups'),
    },
  };
}

/** Milliseconds from an action in the page until what it leads to is on the screen. */
async function until(page: Page, action: string, isDrawn: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const before = performance.now();
    ${action};
    return (await window.drawn(() => ${isDrawn})) - before;
  })()`);
}

/** The run whose metric is lowest. */
function bestRun(): string {
  let best = { id: '', value: Number.POSITIVE_INFINITY };
  for (let index = 0; index < RUNS; index++) {
    const { id, metrics } = tableRun(index);
    const value = Math.min(...(metrics[METRIC] ?? []));
    if (value < best.value) best = { id, value };
  }
  return best.id;
}
