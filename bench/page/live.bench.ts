import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../tests/support/find-browser.ts';
import { type BenchServer, startBroadcastServer, startServerProcess } from '../http/server.ts';
import { lower, pairTable, percentile } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';
import { HISTORY, METRICS, RUNS, sampleOf, UPDATES_PER_SECOND } from './live-load.ts';
import { createObserver, type Observed, PROBE } from './live-probe.ts';

const ROUNDS = 3;
const WARM_UP_S = 10;
const OBSERVED_S = 20;
/** Chromium takes a page whose answer was made up for one from elsewhere, which must not reach this machine. */
const ARGUMENTS = ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'];
/** Room for all charts at once. */
const VIEWPORT = { width: 1920, height: 1440 };
const UPLOT = createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js');
const WRITER = fileURLToPath(new URL('./live-writer.ts', import.meta.url));

type Side = Observed & { server: number; grownMb: number };

const benchmark: Benchmark = {
  what: `a workspace with ${METRICS.length} charts of ${RUNS.length} runs that each log ${UPDATES_PER_SECOND} times a second, against the same pushed to uPlot in the same browser`,
  async run() {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('no Chromium was found: name it in LOSSBOARD_BROWSER');
    const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    const ours: Side[] = [];
    const theirs: Side[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await measureOurs(browser));
      theirs.push(await measureUplot(browser));
    }
    await browser.close();
    return [table(ours, theirs)];
  },
};
export default benchmark;

function table(ours: readonly Side[], theirs: readonly Side[]) {
  const row = (name: string, unit: string, of: (side: Side) => number) =>
    lower(name, unit, median(ours.map(of)), 'uPlot', median(theirs.map(of)));
  return pairTable(
    `${RUNS.length} runs × ${METRICS.length} charts, ${UPDATES_PER_SECOND} updates a second each`,
    [
      row('from sending a point to its line on the screen, p50', 'ms', ({ delaysMs }) => percentile(delaysMs, 0.5)),
      row('the same, p95', 'ms', ({ delaysMs }) => percentile(delaysMs, 0.95)),
      row("processor time of the page's thread", '%', ({ busy }) => busy),
      row('of it in script', '%', ({ script }) => script),
      row('processor time of the browser', '%', ({ browser }) => browser),
      row('processor time of the server', '%', ({ server }) => server),
      row('charts painted whole', '1/s', ({ paints }) => paints),
      row('charts painted in part', '1/s', ({ continued }) => continued),
      row('tasks of more than 50 ms', 'ms/s', ({ longTasks }) => longTasks),
      row('JavaScript heap', 'MB', ({ heapMb }) => heapMb),
      row(`growth of it in ${OBSERVED_S} s`, 'MB', ({ grownMb }) => grownMb),
    ],
    [
      `medians of ${ROUNDS} rounds in turn; a page is observed for ${OBSERVED_S} s after ${WARM_UP_S} s`,
      'both draw ten times a second at most; uPlot is pushed each point over a WebSocket by a server that stores nothing, on a page with nothing else',
      'on a busy machine the delays say little: read processor time and paints',
    ],
  );
}

async function measureOurs(browser: Browser): Promise<Side> {
  const server = await startServerProcess();
  await fill(server);
  const side = await withPage(browser, server, 'log', async (page) => {
    await page.addInitScript(`
      window.lastSteps = () => Object.fromEntries([...document.querySelectorAll('[data-chart]')]
        .map(({ dataset }) => [dataset.chart, Number(dataset.last)]));
      const clear = CanvasRenderingContext2D.prototype.clearRect;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (this.canvas.className.includes('lines')) window.noted[box[0] > 0 ? 'continued' : 'paints']++;
        return clear.apply(this, box);
      };
    `);
    await page.goto(`${server.address}/projects/default`);
  });
  await server.close();
  return side;
}

async function measureUplot(browser: Browser): Promise<Side> {
  const server = await startBroadcastServer();
  const side = await withPage(browser, server, 'broadcast', async (page) => {
    await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: uplotPage() }));
    await page.goto(server.address);
  });
  await server.close();
  return side;
}

/** Opens a page that runs the probe, lets the writer write, and observes. */
async function withPage(
  browser: Browser,
  server: BenchServer,
  kind: 'log' | 'broadcast',
  open: (page: Page) => Promise<void>,
): Promise<Side> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.addInitScript(PROBE);
  await open(page);
  await page.evaluate(`window.untilDrawn(${METRICS.length})`);
  const writer = startWriter(server.address, kind);
  const observer = await createObserver(page, writer.sentAt);
  await page.waitForTimeout(WARM_UP_S * 1000);
  const heapMb = await observer.heapMb();
  const before = server.cpuSeconds();
  const observed = await observer.observe(OBSERVED_S);
  const used = server.cpuSeconds() - before;
  writer.close();
  await context.close();
  return { ...observed, server: (100 * used) / OBSERVED_S, grownMb: observed.heapMb - heapMb };
}

/** `sentAt` grows as it writes. */
function startWriter(address: string, kind: string) {
  const child = spawn(process.execPath, [...process.execArgv, WRITER, address, String(HISTORY + 1), kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const sentAt = new Map<number, number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [step = 0, time = 0] = line.split(' ').map(Number);
    sentAt.set(step, time);
  });
  return { sentAt, close: () => child.kill() };
}

async function fill(server: BenchServer): Promise<void> {
  const step = Array.from({ length: HISTORY }, (_, index) => index + 1);
  const time = step.map((each) => Date.now() - (HISTORY - each) * 50);
  for (const [run, id] of RUNS.entries()) {
    await server.post('/runs', JSON.stringify({ id, name: `run ${run}` }));
    const series = Object.fromEntries(
      METRICS.map((key, metric) => [key, { step, time, value: step.map((each) => sampleOf(run, metric, each)) }]),
    );
    await server.post(`/runs/${id}/ingest`, JSON.stringify({ writer: 'past', attempt: 1, seq: 1, series }));
  }
}

/** The charts of the workspace by uPlot: points are appended as they come, charts drawn in a frame, ten times a second at most. */
function uplotPage(): string {
  const history = METRICS.map((_, metric) => [
    Array.from({ length: HISTORY }, (_, index) => index + 1),
    ...RUNS.map((_, run) => Array.from({ length: HISTORY }, (_, index) => sampleOf(run, metric, index + 1))),
  ]);
  return `<!doctype html><body style="margin:0;display:grid;grid-template-columns:repeat(4,1fr)"><script>${readFileSync(UPLOT, 'utf8')}</script><script>
    const [data, names] = [${JSON.stringify(history)}, ${JSON.stringify(METRICS)}];
    const series = [{}, ...${JSON.stringify(RUNS)}.map((_, index) => ({ stroke: 'hsl(' + index * 37 + ' 60% 45%)', width: 1.5 }))];
    const shown = {};
    const plots = data.map((columns, metric) => {
      const draw = [() => { window.noted.paints++; shown[metric] = columns[1].findLastIndex((value) => value !== null) + 1; }];
      const host = document.body.appendChild(document.createElement('div'));
      return new uPlot({ width: 400, height: 250, series, scales: { x: { time: false } }, legend: { show: false }, hooks: { draw } }, columns, host);
    });
    window.lastSteps = () => shown;
    let drawnAt = 0, isWaiting = false;
    function drawSoon() {
      if (isWaiting) return;
      isWaiting = true;
      setTimeout(() => requestAnimationFrame(() => {
        isWaiting = false;
        drawnAt = performance.now();
        plots.forEach((plot, metric) => plot.setData(data[metric]));
      }), Math.max(0, drawnAt + 100 - performance.now()));
    }
    new WebSocket(location.href.replace('http', 'ws')).onmessage = (message) => {
      const { run, step, metrics } = JSON.parse(message.data);
      names.forEach((name, metric) => {
        const columns = data[metric];
        while (columns[0].length < step) for (const [index, column] of columns.entries()) column.push(index === 0 ? column.length + 1 : null);
        columns[run + 1][step - 1] = metrics[name];
      });
      drawSoon();
    };
  </script></body>`;
}
