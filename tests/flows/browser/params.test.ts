import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { eventually, type Lossboard, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 60_000 });
const RATES = [0.0001, 0.001, 0.01, 0.1];
const BATCHES = [16, 32, 64];

/** Twelve runs, whose loss is least at a rate of 0.01 and does not depend on the batch; Adam is for small rates. */
async function fill(server: Lossboard) {
  for (const [index, lr] of RATES.entries()) {
    for (const batch of BATCHES) {
      const id = `run-${lr}-${batch}`.replace('.', '_');
      const config = { optimizer: { name: index < 2 ? 'adam' : 'sgd', lr }, batch };
      await server.send('POST', '/runs', { id, project: 'p', config });
      const loss = 1 + Math.abs(index - 2) + batch / 1000;
      await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { 'val/loss': loss } });
      await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
    }
  }
  await server.send('POST', '/runs', { id: 'few', project: 'few', config: { lr: 1 } });
  await server.send('POST', '/runs/few/log', { step: 1, metrics: { loss: 1 } });
  await server.send('POST', '/runs', { id: 'few2', project: 'few', config: { lr: 2 } });
  await server.send('POST', '/runs/few2/log', { step: 1, metrics: { loss: 2 } });
}
const server = withLossboard(fill);

const listed = async (page: Page) =>
  (await page.locator('[data-run]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')))).length;
const open = () => browser.open(`${server.current.address}/projects/p`);

async function dragAxis(page: Page, key: string, from: number, to: number) {
  const box = await page.locator(`[data-axis="${key}"]`).boundingBox();
  if (!box) throw new Error(`no axis ${key}`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * from);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * to, { steps: 5 });
  await page.mouse.up();
}

test('a brush filters the table, stays over a reload, and leads to the workspace of the same runs', async () => {
  const page = await open();
  await page.getByRole('link', { name: 'Parameters' }).click();
  await eventually(() => listed(page)).toBe(12);
  // From a little above 0.01 to a little below 0.001.
  await dragAxis(page, 'config.optimizer.lr', 0.2, 0.8);
  await eventually(() => listed(page)).toBe(6);
  expect(await page.locator('[data-run]').first().getAttribute('data-run')).toBe('run-0_01-16');
  await page.reload();
  await eventually(() => listed(page)).toBe(6);
  await page.getByRole('link', { name: 'Open in workspace' }).click();
  await page.getByRole('searchbox', { name: 'Filter runs' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/projects/p');
  await eventually(() => page.getByText(/\b6 runs\b|\b6 of\b|of 6\b/).count()).toBeGreaterThan(0);
});

test('ranges are typed, categories ticked, and both become the filter of the page', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params`);
  await page.getByRole('button', { name: 'Ranges of the axes' }).click();
  await page.getByRole('spinbutton', { name: 'batch from' }).fill('32');
  await page.keyboard.press('Enter');
  await eventually(() => listed(page)).toBe(8);
  await page.getByRole('checkbox', { name: 'adam' }).check();
  await eventually(() => listed(page)).toBe(4);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Use as filter' }).click();
  await eventually(() => page.getByRole('searchbox', { name: 'Filter runs' }).inputValue()).toBe(
    'config.batch >= 32 and config.batch <= 64 and config.optimizer.name = "adam"',
  );
  await eventually(() => listed(page)).toBe(4);
});

test('axes are moved by the arrow keys and by dragging; pointing at a line names its run', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params`);
  const heads = () =>
    page
      .locator('button[data-head]')
      .evaluateAll((all) =>
        all
          .sort((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x)
          .map((head) => head.getAttribute('data-head')),
      );
  await eventually(heads).toEqual(['optimizer.lr', 'optimizer.name', 'batch']);
  await page.getByRole('button', { name: 'Axis batch' }).press('ArrowLeft');
  await eventually(heads).toEqual(['optimizer.lr', 'batch', 'optimizer.name']);
  const box = await page.getByRole('button', { name: 'Axis optimizer.name' }).boundingBox();
  if (!box) throw new Error('no axis');
  await page.mouse.move(box.x + 10, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(80, box.y + 8, { steps: 5 });
  await page.mouse.up();
  await eventually(heads).toEqual(['optimizer.name', 'optimizer.lr', 'batch']);
  // Adam stands at the lower end of the first axis, where six runs begin.
  const axis = await page.locator('[data-axis="config.optimizer.name"]').boundingBox();
  if (!axis) throw new Error('no axis');
  await page.mouse.move(axis.x + axis.width + 2, axis.y + axis.height * 0.93);
  await page.locator('.tip', { hasText: /adam .*val\/loss/ }).waitFor();
});

test('the parameter that moves the metric is the important one; too few runs are called too few', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params`);
  await page.getByText(/A forest of 12 runs|The forest predicts hardly/).waitFor();
  await page.getByText(/^optimizer\.lr moves val\/loss most: importance/).waitFor();
  await page.getByRole('button', { name: 'About importance' }).click();
  await page.getByText('A random forest predicts the metric from the settings').waitFor();
  expect(await page.locator('tr[data-parameter]').first().getAttribute('data-parameter')).toBe('optimizer.lr');
  await page.goto(`${server.current.address}/projects/few/params`);
  await page.getByText('Too few runs: 2 runs with loss').waitFor();
});

test('the heat map has the mean of each pair of values, and how many runs it is of', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params?x=config.batch&y=config.optimizer.name`);
  // Adam at a batch of 16 lost 3.016 and 2.016.
  const cell = page.locator('[data-cell="16 adam"]');
  expect(await cell.innerText()).toBe('2.516');
  expect(await cell.getAttribute('title')).toBe('2 runs, from 2.016 to 3.016');
});

test('a cell of the heat map keeps its runs by the keyboard, and gives them back', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params?x=config.batch&y=config.optimizer.name`);
  await page.getByText('Best mean of val/loss: 1.516 at batch 16, optimizer.name sgd (2 runs)').waitFor();
  const cell = page.getByRole('button', { name: /^2\.516: batch 16, optimizer\.name adam; 2 runs/ });
  await cell.press('Enter');
  await eventually(() => listed(page)).toBe(2);
  expect(await cell.getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('link', { name: 'Open in table' }).click();
  await eventually(() => page.locator('tbody tr.run').count()).toBe(2);
  await page.goBack();
  await cell.press('Space');
  await eventually(() => listed(page)).toBe(12);
});

test('the scatter matrix names the run of a dot, and has a table of how its axes go together', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params?axes=config.optimizer.lr,config.batch`);
  const matrix = page.getByRole('group', { name: /^Scatter matrix/ });
  await matrix.scrollIntoViewIfNeeded();
  const box = await matrix.locator('canvas').boundingBox();
  if (!box) throw new Error('no matrix');
  // Below the first plot: the least rate at the left, the least batch at the bottom.
  const [cell, height] = [(box.width - 16) / 3, 132];
  await page.mouse.move(box.x + 10, box.y + height + 8 + height - 10);
  await matrix.getByText(/val\/loss 3\.016/).waitFor();
  await page.mouse.move(box.x + cell / 2, box.y + height / 2);
  await eventually(() => matrix.locator('.tip').count()).toBe(0);
  await page.getByText('As a table: how each goes with each other').click();
  const row = page
    .getByRole('table', { name: /rank correlation/ })
    .locator('tbody tr')
    .first();
  expect(await row.getByRole('rowheader').textContent()).toBe('optimizer.lr');
  expect(await row.getByRole('cell').allTextContents()).toEqual(['–', '0 (n 12)', '−0.59 (n 12)']);
});

test('a page at rest asks nothing', async () => {
  const page = await browser.open(`${server.current.address}/projects/p/params`);
  await page.getByText(/A forest of 12 runs|The forest predicts hardly/).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(request.url()));
  await page.waitForTimeout(2500);
  expect(asked).toEqual([]);
});
