import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tests/support/find-browser.ts';
import { type BenchServer, startServerProcess } from '../http/server.ts';
import { lower, pairTable } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { type Opened, openAndWatch } from './watch.ts';

const ROUNDS = 3;
const CASES = [
  { runs: 50, steps: 10_000 },
  { runs: 100, steps: 1000 },
];
const VIEWPORT = { width: 1440, height: 900 };
const UPLOT = createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js');

const benchmark: Benchmark = {
  what: 'the compare page with one chart of many runs, against uPlot drawing the same points in the same browser',
  async run() {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('no Chromium was found: name it in LOSSBOARD_BROWSER');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const tables: Table[] = [];
    for (const each of CASES) tables.push(await measure(browser, each));
    await browser.close();
    return tables;
  },
};
export default benchmark;

async function measure(browser: Browser, { runs, steps }: (typeof CASES)[number]): Promise<Table> {
  const server = await startServerProcess();
  const ids = await fill(server, runs, steps);
  const data = await columnsOf(server, ids);
  const ours: (Opened & { zoomMs: number })[] = [];
  const theirs: (Opened & { zoomMs: number })[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      await withPage(browser, (page) =>
        openOurs(page, `${server.address}/compare?runs=${ids}&keys=loss`, runs * steps),
      ),
    );
    theirs.push(await withPage(browser, (page) => openUplot(page, `${server.address}/api/docs/uplot`, data)));
  }
  await server.close();
  const least = (of: (Opened & { zoomMs: number })[], name: keyof Opened | 'zoomMs') =>
    Math.min(...of.map((each) => each[name]));
  const row = (name: string, unit: string, key: keyof Opened | 'zoomMs') =>
    lower(name, unit, least(ours, key), 'uPlot', least(theirs, key));
  return pairTable(
    `${runs} runs of ${steps} steps`,
    [
      row('from the answer to lines on the screen', 'ms', 'drawMs'),
      row('from opening the page to lines on the screen', 'ms', 'drawnMs'),
      row('a zoom until it is redrawn', 'ms', 'zoomMs'),
      row('tasks of more than 50 ms, together', 'ms', 'longTasksMs'),
      row('requests', '', 'requests'),
      row('received', 'kB', 'kB'),
    ],
    [
      `the least of ${ROUNDS} openings; ours is the whole application, and a zoom of ours reads finer data from the server`,
      'uPlot gets means of the same pixel columns as JSON, on a page with nothing else, and draws them without smoothing, names or tooltips; its zoom only redraws',
    ],
  );
}

async function withPage<T>(browser: Browser, task: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    return await task(await context.newPage());
  } finally {
    await context.close();
  }
}

async function openOurs(page: Page, address: string, points: number) {
  const chart = `document.querySelector('[data-chart="loss"]')`;
  const opened = await openAndWatch(
    page,
    address,
    `${chart}?.dataset.points === '${points}' && ${chart}.querySelector('canvas.lines')?.width > 300`,
    '/query/panels',
  );
  const box = await page.locator('[data-chart="loss"] .plot').boundingBox();
  if (!box) throw new Error('the chart is not shown');
  await page.evaluate(
    `addEventListener('pointerup', () => { window.released = performance.now(); }, { capture: true })`,
  );
  await page.mouse.move(box.x + box.width * 0.3, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 100, { steps: 3 });
  const redrawn = page.evaluate<number>(
    `window.drawn(() => ${chart}.dataset.points !== '${points}' && ${chart}.getAttribute('aria-busy') === 'false')`,
  );
  await page.mouse.up();
  const zoomMs = Math.round((await redrawn) - (await page.evaluate<number>('window.released')));
  return { ...opened, zoomMs };
}

/** On an address of the same server, so that the browser treats both alike. */
async function openUplot(page: Page, address: string, data: number[][]) {
  const script = readFileSync(UPLOT, 'utf8');
  const html = `<!doctype html><body style="margin:0"><div id="chart"></div><script>${script}</script><script>
    fetch('/uplot-data.json').then((answer) => answer.json()).then((data) => {
      const series = [{}, ...data.slice(1).map((_, index) => ({ stroke: 'hsl(' + index * 37 % 360 + ' 60% 45%)', width: 1.5 }))];
      const draw = [() => { window.draws = (window.draws ?? 0) + 1; }];
      window.plot = new uPlot({ width: 1400, height: 240, series, scales: { x: { time: false } }, legend: { show: false }, hooks: { draw } }, data, document.getElementById('chart'));
    });
  </script></body>`;
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/uplot-data.json') return route.fulfill({ json: data });
    return route.fulfill({ contentType: 'text/html', body: html });
  });
  const opened = await openAndWatch(page, address, 'window.draws > 0', '/uplot-data.json');
  const last = data[0]?.at(-1) ?? 1;
  const zoomMs = await page.evaluate<number>(`(async () => {
    const before = performance.now();
    const draws = window.draws;
    window.plot.setScale('x', { min: ${last * 0.3}, max: ${last * 0.6} });
    return (await window.drawn(() => window.draws > draws)) - before;
  })()`);
  return { ...opened, zoomMs: Math.round(zoomMs) };
}

async function fill(server: BenchServer, runs: number, steps: number): Promise<string[]> {
  const step = Array.from({ length: steps }, (_, index) => index + 1);
  const time = step.map((each) => 1_700_000_000_000 + each * 100);
  const ids = Array.from({ length: runs }, (_, index) => `r${index}`);
  for (const [index, id] of ids.entries()) {
    await server.post('/runs', JSON.stringify({ id, name: `run ${index}` }));
    const value = step.map((each) => (2 + index / 50) * each ** -0.3 * (1 + 0.2 * Math.sin(each * 12.9898 + index)));
    await server.post(
      `/runs/${id}/ingest`,
      JSON.stringify({ writer: 'w', attempt: 1, seq: 1, series: { loss: { step, time, value } } }),
    );
    await server.send('PATCH', `/runs/${id}`, 'application/json', JSON.stringify({ state: 'finished' }));
  }
  return ids;
}

/** The steps that all share, then the values of each run, in as many pixel columns as the page asks for. */
async function columnsOf(server: BenchServer, runs: string[]): Promise<number[][]> {
  const part = { kind: 'curves', runs, keys: ['loss'], pixels: 1400, columns: ['step', 'mean'] };
  const { parts } = JSON.parse((await server.post('/query/panels', JSON.stringify({ parts: [part] }))).toString());
  const series = parts[0].series as { columns: { step: number[]; mean: number[] } }[];
  return [series[0]?.columns.step ?? [], ...series.map(({ columns }) => columns.mean)];
}
