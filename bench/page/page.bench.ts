import { rmSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tests/support/find-browser.ts';
import { startPageServer } from '../http/server.ts';
import { lower, pairTable } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { openCompare, zoomIn } from './compare-page.ts';
import { fill } from './fill.ts';
import { startTensorboard } from './tensorboard.ts';
import { openUplot, pageWithUplot, zoomUplot } from './uplot.ts';
import type { Opened } from './watch.ts';

const ROUNDS = 3;
const CASES = [
  { runs: 50, steps: 10_000 },
  { runs: 100, steps: 1000 },
];
/** With `--tensorboard`; it needs the network, once, for pip. */
const WITH_TENSORBOARD = process.argv.includes('--tensorboard');
const VIEWPORT = { width: 1440, height: 900 };

type Measured = Record<string, number>;
type Names = [name: string, unit: string, key: string][];

const OPENED: Names = [
  ['from opening the page to lines on the screen', 'ms', 'drawnMs'],
  ['from the answer to lines on the screen', 'ms', 'drawMs'],
  ['tasks of more than 50 ms, together', 'ms', 'longTasksMs'],
  ['requests', '', 'requests'],
  ['received', 'kB', 'kB'],
  ['processor time of the server', 'ms', 'serverMs'],
];

const benchmark: Benchmark = {
  what: 'the compare page with one chart of many runs, against uPlot drawing the same points from the same server in the same browser; with --tensorboard, also against TensorBoard',
  async run() {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('no Chromium was found: name it in LOSSBOARD_BROWSER');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const tables: Table[] = [];
    for (const each of CASES) tables.push(await againstUplot(browser, each));
    if (WITH_TENSORBOARD && CASES[0]) tables.push(await againstTensorboard(browser, CASES[0]));
    await browser.close();
    return tables;
  },
};
export default benchmark;

async function againstUplot(browser: Browser, { runs, steps }: (typeof CASES)[number]): Promise<Table> {
  const webRoot = pageWithUplot();
  const server = await startPageServer(webRoot);
  const ids = await fill(server, runs, steps);
  const [ours, theirs] = await inTurns(
    () => withPage(browser, server.cpuSeconds, (page) => openCompare(page, server.address, ids, runs * steps), zoomIn),
    () =>
      withPage(
        browser,
        server.cpuSeconds,
        (page) => openUplot(page, server.address, ids),
        (page) => zoomUplot(page, steps),
      ),
  );
  await server.close();
  rmSync(webRoot, { recursive: true, force: true });
  return table(`${runs} runs of ${steps} steps`, 'uPlot', ours, theirs, [
    [...OPENED, ['a zoom until it is redrawn', 'ms', 'zoomMs']],
    [
      'ours is the whole application, and a zoom of ours reads finer data from the server',
      'uPlot gets the means of the same pixel columns as JSON, on a page with nothing else, and draws them without smoothing, names or tooltips; its zoom only redraws',
    ],
  ]);
}

async function againstTensorboard(browser: Browser, { runs, steps }: (typeof CASES)[number]): Promise<Table> {
  const webRoot = pageWithUplot();
  const server = await startPageServer(webRoot);
  const ids = await fill(server, runs, steps);
  const tensorboard = await startTensorboard(runs, steps);
  const [ours, theirs] = await inTurns(
    () => withPage(browser, server.cpuSeconds, (page) => openCompare(page, server.address, ids, runs * steps)),
    () => withPage(browser, tensorboard.cpuSeconds, tensorboard.open),
  );
  await tensorboard.close();
  await server.close();
  rmSync(webRoot, { recursive: true, force: true });
  return table(`${runs} runs of ${steps} steps, against TensorBoard`, 'TensorBoard', ours, theirs, [
    OPENED,
    [
      'ours has the lowest, highest and mean value of all points of each pixel column; TensorBoard has 1,000 of the points of each line, taken at random',
      'its lines are taken as drawn once its axes are',
    ],
  ]);
}

/** Both sides one after the other, so that what else the machine does is on both. */
async function inTurns(ours: () => Promise<Measured>, theirs: () => Promise<Measured>) {
  const all: [Measured[], Measured[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    all[0].push(await ours());
    all[1].push(await theirs());
  }
  return all;
}

function table(
  title: string,
  otherName: string,
  ours: Measured[],
  theirs: Measured[],
  [names, notes]: [Names, string[]],
) {
  const least = (of: Measured[], key: string) => Math.min(...of.map((each) => each[key] ?? Number.NaN));
  const rows = names.map(([name, unit, key]) => lower(name, unit, least(ours, key), otherName, least(theirs, key)));
  return pairTable(title, rows, [`the least of ${ROUNDS} openings, each in a browser profile of its own`, ...notes]);
}

/** Measures in a page without a cache; `serverMs` is what its server worked meanwhile. */
async function withPage(
  browser: Browser,
  cpuSeconds: () => number,
  open: (page: Page) => Promise<Opened>,
  zoom?: (page: Page) => Promise<number>,
): Promise<Measured> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    const before = cpuSeconds();
    const opened = await open(page);
    const serverMs = Math.round(1000 * (cpuSeconds() - before));
    return { ...opened, serverMs, ...(zoom && { zoomMs: await zoom(page) }) };
  } finally {
    await context.close();
  }
}
