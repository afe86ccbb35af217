import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../support/server-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** A batch of ten points, of which the writer has sent `seq - 1` before. */
function batch(seq: number) {
  const step = Array.from({ length: 10 }, (_, index) => (seq - 1) * 10 + index + 1);
  const columns = {
    step,
    time: step.map((each) => 1_700_000_000_000 + each * 1000),
    value: step.map((each) => 1 / each),
  };
  return { writer: 'script', attempt: 1, seq, series: { 'train/loss': columns } };
}

/** What a chart draws, by the names of the columns. */
async function chartRows(page: Page, key: string): Promise<Record<string, string>[]> {
  await page.locator(`[data-chart="${key}"]`).hover();
  await page.getByRole('button', { name: `Take ${key} out` }).click();
  const asDrawn = page.getByRole('menuitem', { name: /^CSV\s*as drawn/ });
  const [file] = await Promise.all([page.waitForEvent('download'), asDrawn.click()]);
  const [head = [], ...rows] = (await readFile(await file.path(), 'utf8')).split('\r\n').map((row) => row.split(','));
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}

const stepsOf = (rows: Record<string, string>[]) => rows.map(({ step }) => Number(step));

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('a run logged over HTTP appears in the open table, and its curve grows point by point', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/runs`);
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();

  const { body: run } = await server.send('POST', '/runs', { name: 'from-afar', config: { optimizer: 'lion' } });
  await page.getByRole('link', { name: 'from-afar' }).click();
  for (let step = 1; step <= 3; step++) {
    await server.send('POST', `/runs/${run.id}/log`, {
      step,
      metrics: { 'train/loss': 1 / step },
      text: `step ${step}`,
    });
    await eventually(() => page.locator('[data-chart="train/loss"]').getAttribute('data-points')).toBe(String(step));
  }
  await server.send('POST', `/runs/${run.id}/log`, { step: 4, metrics: { 'train/loss': 'NaN' } });
  await eventually(() => page.locator('[data-value="train/loss"]').textContent()).toBe('NaN');

  await page.getByRole('tab', { name: /Log/ }).click();
  await eventually(() => page.getByRole('log').textContent()).toMatch(/step 1.*step 2.*step 3/s);
  await server.send('PATCH', `/runs/${run.id}`, { state: 'finished' });
  await page.locator('[data-state=finished]').waitFor();
});

test('the open page survives a kill of the server: it goes on without a reload, without a gap or a repeat', async () => {
  const flags = ['--data', temporaryFolder(), '--port', String(await freePort())];
  const first = await startLossboard(...flags);
  await first.send('POST', '/runs', { id: 'remote', name: 'remote' });
  await first.send('POST', '/launch', {
    id: 'trained',
    dataset: { name: 'mnist' },
    length: { unit: 'steps', count: 1e7 },
  });
  const page = await browser.open(`${first.address}/runs/remote`);
  const table = await browser.open(`${first.address}/runs`);
  await page.evaluate('window.notReloaded = true');
  const points = () => page.locator('[data-chart="train/loss"]').getAttribute('data-points');
  for (let seq = 1; seq <= 3; seq++) await first.send('POST', '/runs/remote/ingest', batch(seq));
  await eventually(points).toBe('30');
  await table.locator('[data-id=trained] [data-state=running]').waitFor();

  await first.kill();
  await page.getByRole('alert').getByText('The server does not answer').waitFor();
  const second = await startLossboard(...flags);
  for (let seq = 3; seq <= 6; seq++) await second.send('POST', '/runs/remote/ingest', batch(seq));

  await eventually(points).toBe('60');
  expect(stepsOf(await chartRows(page, 'train/loss'))).toEqual(upTo(60));
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  const trained = async () => (await second.send('GET', '/runs/trained')).body;
  await eventually(trained).toMatchObject({ state: 'running', attempt: 2 });
  await table.locator('[data-id=trained] [data-state=running]').waitFor();
}, 60_000);

test('a stop from the page ends the run, and a deleted run comes back with Undo', async () => {
  const server = await startLossboard();
  await server.send('POST', '/launch', {
    id: 'endless',
    dataset: { name: 'blobs' },
    length: { unit: 'steps', count: 1e8 },
  });
  const page = await browser.open(`${server.address}/runs/endless`);

  await page.locator('[data-state=running]').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('[data-state=stopped]').waitFor();

  await page.getByRole('button', { name: 'More for this run' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('No runs in this project yet').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('[data-state=stopped]').waitFor();
});

test('charts of runs that log fast never have a gap, on a busy page that reads again and again', async () => {
  const server = await startLossboard();
  const runs = ['a', 'b', 'c', 'd'];
  const keys = ['train/loss', 'val/loss'];
  for (const id of runs) await server.send('POST', '/runs', { id, name: id });
  const logStep = (step: number) =>
    Promise.all(
      runs.map((id) =>
        server.send('POST', `/runs/${id}/log`, {
          step,
          metrics: Object.fromEntries(keys.map((key) => [key, 1 / step])),
        }),
      ),
    );
  for (let step = 1; step <= 10; step++) await logStep(step);

  const page = await browser.open(`${server.address}/compare?runs=${runs.join()}&keys=${keys.map(encodeURIComponent)}`);
  const cpu = await page.context().newCDPSession(page);
  await cpu.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const drawn = async (key: string) => Map.groupBy(await chartRows(page, key), ({ run }) => run);
  for (const key of keys) await page.locator(`[data-chart="${key}"][data-points="40"]`).waitFor();

  let step = 10;
  for (const width of [1200, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const last = step + 100; step < last; ) await logStep(++step);
    for (const key of keys)
      for (const [run, rows] of await drawn(key)) expect(stepsOf(rows), `${key} of ${run}`).toEqual(upTo(rows.length));
  }
  for (const key of keys) {
    await eventually(() => page.locator(`[data-chart="${key}"]`).getAttribute('data-points')).toBe(
      String(step * runs.length),
    );
    const rows = await drawn(key);
    expect(rows.size).toBe(runs.length);
    for (const [run, each] of rows) expect(stepsOf(each), `${key} of ${run}`).toEqual(upTo(step));
  }
}, 120_000);

/** Counts what is painted on each chart, by its title; it begins before the page does. */
const COUNT_PAINTS = `
  window.paints = {};
  for (const name of ['stroke', 'fillText']) {
    const paint = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      const title = this.canvas.closest?.('[data-chart]')?.dataset.chart;
      if (title) window.paints[title] = (window.paints[title] ?? 0) + 1;
      return paint.apply(this, given);
    };
  }
`;

describe('on the workspace of a run that trains beside one that has ended', () => {
  const paintsOf = (page: Page, title: string) => page.evaluate<number>(`window.paints['${title}'] ?? 0`);
  const pointsOf = (page: Page, key: string) => page.locator(`[data-chart="${key}"]`).getAttribute('data-points');

  /** Both runs have 200 steps of `loss`; only the one that has ended has `score`. */
  async function open() {
    const server = await startLossboard();
    const step = upTo(200);
    const columns = { step, time: step.map((each) => 1_700_000_000_000 + each), value: step.map(Math.sin) };
    for (const [run, keys] of [
      ['ended', ['loss', 'score']],
      ['trains', ['loss']],
    ] as const) {
      await server.send('POST', '/runs', { id: run, name: run });
      const series = Object.fromEntries(keys.map((key) => [key, columns]));
      await server.send('POST', `/runs/${run}/ingest`, { writer: 'w', attempt: 1, seq: 1, series });
    }
    await server.send('PATCH', '/runs/ended', { state: 'finished' });
    const page = await browser.open('about:blank');
    await page.addInitScript(COUNT_PAINTS);
    await page.goto(`${server.address}/projects/default`);
    await page.locator('[data-chart="loss"][data-points="400"]').waitFor();
    await page.locator('[data-chart="score"][data-points="200"]').waitFor();
    /** Values that the list shows as the lowest, one after the other. */
    const train = (step: number) => server.send('POST', '/runs/trains/log', { step, metrics: { loss: -step } });
    return { page, train };
  }

  test('a hundred commits keep the zoom and the crosshair, and are there when all is shown again', async () => {
    const { page, train } = await open();
    const plot = page.locator('[data-chart="loss"] .plot');
    const box = await plot.boundingBox();
    if (!box) throw new Error('the chart is not shown');
    const at = (share: number): [number, number] => [box.x + share * box.width, box.y + box.height / 2];
    await page.mouse.move(...at(0.5));
    await page.mouse.down();
    await page.mouse.move(...at(0.9), { steps: 4 });
    await page.mouse.up();
    await eventually(async () => new URL(page.url()).searchParams.get('zoom')).toMatch(/~/);
    await page.locator('[data-chart="loss"][aria-busy="false"]').waitFor();
    await page.mouse.move(...at(0.6));
    const read = () => page.locator('[data-chart="loss"] .tooltip').innerText();
    await eventually(read).toMatch(/^Step 1/);
    const [zoom, reading] = [page.url(), await read()];

    for (let step = 201; step <= 300; step++) await train(step);
    await eventually(() => page.getByLabel('Runs of default').innerText()).toContain('300');
    expect(page.url()).toBe(zoom);
    expect(await read()).toBe(reading);

    await plot.dblclick();
    await eventually(() => pointsOf(page, 'loss')).toBe('500');
  }, 60_000);

  test('its commits paint nothing on a chart that does not show it', async () => {
    const { page, train } = await open();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500))'); // what belongs to opening the page
    const [painted, before] = [await paintsOf(page, 'score'), await paintsOf(page, 'loss')];
    for (let step = 201; step <= 300; step++) await train(step);
    await eventually(() => pointsOf(page, 'loss')).toBe('500');
    expect(await paintsOf(page, 'loss')).toBeGreaterThan(before);
    expect(await paintsOf(page, 'score')).toBe(painted);
  }, 60_000);

  test('a hidden page paints nothing, and is complete when it is seen again', async () => {
    const { page, train } = await open();
    const hide = (isHidden: boolean) =>
      page.evaluate(`
        Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      `);
    await train(201);
    await eventually(() => pointsOf(page, 'loss')).toBe('401');
    await hide(true);
    const before = await page.evaluate('JSON.stringify(window.paints)');
    for (let step = 202; step <= 250; step++) await train(step);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 500))');
    expect(await page.evaluate('JSON.stringify(window.paints)')).toBe(before);
    expect(await pointsOf(page, 'loss')).toBe('401');

    await hide(false);
    await eventually(() => pointsOf(page, 'loss')).toBe('450');
    expect(stepsOf((await chartRows(page, 'loss')).filter(({ run }) => run === 'trains'))).toEqual(upTo(250));
  }, 60_000);
});

test.each([
  ['the list', '/runs', 1],
  ['a run', '/runs/r1', 0],
  ['a comparison', '/compare?runs=r1,r2,r3', 1],
])(
  '%s with nothing new sends and receives nothing, and reads the list no more than once',
  async (_name, path, reads) => {
    const server = await startLossboard();
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        await server.send('POST', '/runs', { id: `r${index}`, name: `run ${index}` });
        await server.send('POST', `/runs/r${index}/log`, { step: 1, metrics: { 'train/loss': 1 } });
        await server.send('PATCH', `/runs/r${index}`, { state: 'finished' });
      }),
    );
    const page = await browser.open('about:blank');
    const requests: string[] = [];
    const messages: { sent: string[]; received: string[] } = { sent: [], received: [] };
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => messages.sent.push(String(payload)));
      socket.on('framereceived', ({ payload }) => messages.received.push(String(payload)));
    });
    await page.goto(`${server.address}${path}`);
    await page.getByText('run 1').first().waitFor();
    await page.waitForTimeout(1500); // all that belongs to opening the page

    const before = { requests: requests.length, sent: messages.sent.length, received: messages.received.length };
    await page.waitForTimeout(3000);
    expect({ requests: requests.length, sent: messages.sent.length, received: messages.received.length }).toEqual(
      before,
    );
    expect(requests.filter((each) => each === '/api/v1/runs')).toHaveLength(reads);
    expect(messages.sent.length).toBeLessThan(4);
    expect(messages.received.join('').length).toBeLessThan(10_000);
  },
  60_000,
);
