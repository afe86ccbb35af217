import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 60_000 });
const STEPS = Array.from({ length: 100 }, (_, index) => 10 * (index + 1));
/** Steps after which the loss of each seed has fallen by one from 10. */
const PACE = { adam: [20, 40], sgd: [80, 120] } as const;

/** Adam and SGD with two seeds each on two datasets; SGD takes twice the evaluations a step. */
const lossboard = withLossboard(async (server) => {
  for (const dataset of ['moons', 'digits']) {
    for (const [optimizer, paces] of Object.entries(PACE)) {
      for (const [index, pace] of paces.entries()) {
        const id = `${dataset}-${optimizer}-${index}`;
        await server.send('POST', '/runs', { id, project: 'p', config: { dataset, optimizer, seed: index } });
        const columns = (value: number[]) => ({ step: STEPS, time: STEPS, value });
        const evaluations = STEPS.map((step) => (optimizer === 'sgd' ? 2 : 1) * step);
        const series = {
          'val/loss': columns(STEPS.map((step) => 10 - step / pace)),
          'train/evaluations': columns(evaluations),
        };
        await server.send('POST', `/runs/${id}/ingest`, { writer: id, attempt: 1, seq: 1, series });
        await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
      }
    }
  }
});

const target = (page: Page) => page.getByRole('slider', { name: 'Target of val/loss' });
const cells = (page: Page, name: string) => page.locator(`[data-competitor="${name}"] > *`).allInnerTexts();

test('the table says who reaches a typed target first, in whatever is paid, against the baseline', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p`);
  await page.getByRole('link', { name: 'Race' }).click();
  await page.getByRole('spinbutton', { name: 'Target' }).fill('5');
  await page.keyboard.press('Enter');
  // Adam reaches 5 at steps 100 and 200, SGD at 400 and 600.
  await eventually(async () => (await cells(page, 'adam'))[3]).toContain('150');
  expect((await cells(page, 'sgd'))[3]).toContain('500');
  expect((await cells(page, 'adam'))[4]).toBe('3.33×');
  expect((await cells(page, 'adam'))[5]).toBe('2× to 6×');
  expect((await cells(page, 'sgd'))[4]).toBe('baseline');

  await page.getByRole('radio', { name: 'Evaluations' }).check({ force: true });
  await eventually(async () => (await cells(page, 'sgd'))[3]).toContain('1000');
  await page.getByRole('button', { name: 'Measure the others against adam' }).click();
  await eventually(async () => (await cells(page, 'sgd'))[4]).toBe('0.15×');
  await page.reload();
  await eventually(async () => (await cells(page, 'sgd'))[4]).toBe('0.15×');
});

test('the target is dragged on the chart, and moved by the arrow keys; the table follows while it moves', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p/race?target=5`);
  await eventually(async () => (await cells(page, 'adam'))[3]).toContain('150');
  const address = page.url();
  const box = await target(page).boundingBox();
  if (!box) throw new Error('the target is not shown');
  await page.mouse.move(box.x + 200, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 220, box.y - 60, { steps: 6 });
  await eventually(async () => Number(await target(page).getAttribute('aria-valuenow'))).toBeGreaterThan(5.5);
  await eventually(async () => (await cells(page, 'adam'))[3]).not.toContain('150');
  expect(page.url()).toBe(address);
  await page.mouse.up();
  await eventually(async () => new URL(page.url()).searchParams.get('target')).not.toBe('5');
  expect(new URL(page.url()).searchParams.get('zoom')).toBe(null);

  const before = Number(await target(page).getAttribute('aria-valuenow'));
  await target(page).press('ArrowDown');
  await eventually(async () => Number(await target(page).getAttribute('aria-valuenow'))).toBeLessThan(before);
});

test('the usual target is one that everybody reaches, and a profile is drawn over both tasks', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p/race`);
  // The worse of the two runs of SGD ends at 10 − 1000 / 120.
  await eventually(async () => (await cells(page, 'sgd'))[2]).toBe('2/2');
  await page.getByRole('heading', { name: /val\/loss ≤ 1\.667 first/ }).waitFor();
  const profile = page.getByRole('img', { name: /Performance profile over 2 tasks/ });
  expect(await profile.getAttribute('aria-label')).toContain('adam is best on 100 % and reaches the target on 100 %');
});

test('competitors are what shares several settings, picked by hand', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p/race?target=5`);
  await page.getByRole('button', { name: /^optimizer/ }).click();
  await page.getByRole('checkbox', { name: 'seed', exact: true }).check();
  await eventually(() => page.locator('[data-competitor]').count()).toBe(4);
  await page.getByRole('button', { name: /^optimizer × seed/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('by')).toBe('optimizer,config.seed');
  await page.getByRole('button', { name: 'Each run for itself' }).click();
  await page.getByRole('button', { name: /^each run/ }).waitFor();
});

test('the table is copied as LaTeX, and a race of chosen runs is a link', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p/race?runs=moons-adam-0,moons-sgd-1&target=5`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await eventually(async () => (await cells(page, 'adam'))[5]).toBe('n = 1: no interval');
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('menuitem', { name: 'LaTeX' }).click();
  const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
  await eventually(copied).toMatch(/\\begin\{tabular\}[\s\S]*1 & adam & 1 & 1\/1 & 100 & 6\$\\times\$/);
});

test('a race at rest asks nothing; a run that logs is raced anew', async () => {
  const server = lossboard.current;
  await server.send('POST', '/runs', { id: 'live', project: 'p', config: { dataset: 'digits', optimizer: 'lion' } });
  await server.send('POST', '/runs/live/log', { step: 1, metrics: { 'val/loss': 9 } });
  const page = await browser.open(`${server.address}/projects/p/race?target=5`);
  await eventually(async () => (await cells(page, 'lion'))[2]).toBe('0/1');
  await page.getByText('digits · 5 runs · 1 still running').waitFor();
  await page.getByRole('heading', { name: 'Ranks so far' }).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  await page.waitForTimeout(4000);
  expect(asked).toEqual([]);
  await server.send('POST', '/runs/live/log', { step: 50, metrics: { 'val/loss': 1 } });
  await eventually(async () => (await cells(page, 'lion'))[2]).toBe('1/1');
});
