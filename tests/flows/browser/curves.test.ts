import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

vi.setConfig({ testTimeout: 90_000 });
const browser = withBrowser();
const START = Date.UTC(2026, 2, 28);
const POINTS = 3000;

const column = (value: (step: number) => number, from = 1) => {
  const step = Array.from({ length: POINTS - from + 1 }, (_, index) => from + index);
  return { step, time: step.map((each) => START + each * 1000), value: step.map(value) };
};

/** Three finished runs of 3,000 points: a loss that falls by decades, an accuracy, epochs; and a fork of the first. */
const server = withLossboard(async ({ send }) => {
  for (const [index, name] of ['alpha', 'beta', 'gamma'].entries()) {
    const id = `run-${name}`;
    await send('POST', '/runs', { id, name, project: 'p', config: { rate: 10 ** -index } });
    const series = {
      loss: column((step) => (index + 1) * 2 * step ** -0.8),
      accuracy: column((step) => 0.25 * (index + 1) * (1 - 1 / (step + 1))),
      epoch: column((step) => step / 100),
    };
    await send('POST', `/runs/${id}/ingest`, { writer: id, attempt: 1, seq: 1, series });
    await send('PATCH', `/runs/${id}`, { state: 'finished' });
  }
  await send('POST', '/runs', { id: 'run-child', name: 'child', project: 'p', parentRun: 'run-alpha', forkStep: 1000 });
  const series = { loss: column((step) => 1 / step, 1001) };
  await send('POST', '/runs/run-child/ingest', { writer: 'child', attempt: 1, seq: 1, series });
  await send('PATCH', '/runs/run-child', { state: 'finished' });
});

const card = (page: Page, title: string) => page.locator(`[data-chart="${title}"]`);

async function openCharts(query = '', runs = 'run-alpha,run-beta,run-gamma') {
  const page = await browser.open(`${server.current.address}/compare?runs=${runs}&keys=loss,accuracy${query}`);
  await card(page, 'loss').locator('canvas.lines').waitFor();
  await eventually(() => card(page, 'loss').getAttribute('aria-busy')).toBe('false');
  return page;
}

/** The middle of a plot, as far down as a share of its height. */
async function pointAt(page: Page, title: string, across: number, down: number) {
  const box = await card(page, title).locator('.plot').boundingBox();
  if (!box) throw new Error('the chart is not shown');
  return { x: box.x + box.width * across, y: box.y + box.height * down };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

const zoomOf = (page: Page) => new URL(page.url()).searchParams.get('zoom');

test('a loss that falls by decades opens on a logarithmic axis, says so, and is linear after one click', async () => {
  const page = await openCharts();
  const back = card(page, 'loss').getByRole('button', { name: 'log y: make the axis linear' });
  await back.waitFor();
  expect(
    await card(page, 'accuracy')
      .getByRole('button', { name: /^log y/ })
      .count(),
  ).toBe(0);
  await back.click();
  await eventually(() => back.count()).toBe(0);
});

test('the nearest line stands out and is first in the tooltip; a click opens its menu, and pins the values', async () => {
  const page = await openCharts('&smoothing=0&y=linear');
  const at = await pointAt(page, 'accuracy', 0.5, 0.3);
  await page.mouse.move(at.x, at.y);
  const tooltip = card(page, 'accuracy').locator('.tooltip');
  await tooltip.waitFor();
  const first = await tooltip.locator('.label').first().textContent();
  await eventually(() => tooltip.locator('tr.strong .label').textContent()).toBe(first);
  await eventually(() => card(page, 'loss').locator('canvas.lines.faded').count()).toBe(1);

  await page.mouse.down();
  await page.mouse.up();
  const menu = page.getByRole('menu', { name: first ?? '' });
  await menu.getByRole('menuitem', { name: 'Pin these values' }).click();
  await page.mouse.move(5, 5);
  await card(page, 'accuracy').getByRole('button', { name: 'Unpin these values' }).click();
  await eventually(() => tooltip.count()).toBe(0);
});

test('the crosshair, the nearest line and its menu are there for the keyboard, which leads to the run', async () => {
  const page = await openCharts('&smoothing=0');
  await card(page, 'loss').locator('.plot').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  await eventually(() => card(page, 'loss').locator('tr.strong .label').textContent()).toBe('gamma');
  await page.keyboard.press('ArrowDown');
  await eventually(() => card(page, 'loss').locator('tr.strong .label').textContent()).toBe('beta');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Open run' }).press('Enter');
  await eventually(async () => new URL(page.url()).pathname).toBe('/runs/run-beta');
});

test('a drag zooms all charts, with Shift also their y axis; a chart out of step zooms alone', async () => {
  const page = await openCharts();
  const from = await pointAt(page, 'accuracy', 0.4, 0.3);
  const to = await pointAt(page, 'accuracy', 0.6, 0.6);
  await drag(page, from, to);
  await eventually(async () => zoomOf(page)).toMatch(/^1\d{3}/);
  await card(page, 'accuracy')
    .locator('.plot')
    .dblclick({ position: { x: 200, y: 80 } });
  await eventually(async () => zoomOf(page)).toBe(null);

  await card(page, 'accuracy').hover();
  await page.getByRole('button', { name: 'Settings of accuracy' }).click();
  await page.getByLabel('Zoom and crosshair with the other charts').uncheck();
  await page.keyboard.press('Escape');
  await drag(page, from, to);
  await eventually(async () => Number(await card(page, 'accuracy').getAttribute('data-points'))).toBeLessThan(4000);
  expect(zoomOf(page)).toBe(null);
  expect(await card(page, 'loss').getAttribute('data-points')).toBe('9000');
});

test('a chart has settings of its own, which can become those of all charts', async () => {
  const page = await openCharts();
  await card(page, 'accuracy').hover();
  await page.getByRole('button', { name: 'Settings of accuracy' }).click();
  const form = page.getByRole('dialog', { name: 'Settings of accuracy' });
  await form.getByLabel('x axis').selectOption('metric:epoch');
  await eventually(() => card(page, 'accuracy').getAttribute('aria-busy')).toBe('false');
  expect(new URL(page.url()).searchParams.get('xm')).toBe(null);
  await form.getByRole('button', { name: 'Use for all charts' }).click();
  await eventually(async () => new URL(page.url()).searchParams.get('xm')).toBe('epoch');
  await eventually(() => card(page, 'loss').getAttribute('aria-busy')).toBe('false');
  await card(page, 'loss').locator('.plot').focus();
  await page.keyboard.press('End');
  await eventually(() => card(page, 'loss').locator('.tooltip .head').textContent()).toMatch(/epoch 30/);
});

test('the crosshair leaves when the x axis becomes another, since its place means something else there', async () => {
  const page = await openCharts();
  await page.route('**/query/panels', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await card(page, 'loss').locator('.plot').focus();
  await page.keyboard.press('End');
  await eventually(() => card(page, 'loss').locator('.tooltip .head').textContent()).toMatch(/Step 3,000/);
  await page.getByLabel('x axis').first().selectOption('metric:epoch');
  await eventually(() => card(page, 'loss').getAttribute('aria-busy')).toBe('true');
  await eventually(() => card(page, 'loss').getAttribute('aria-busy')).toBe('false');
  await eventually(() => card(page, 'loss').locator('.tooltip').count()).toBe(0);
  await card(page, 'loss').locator('.plot').focus();
  await page.keyboard.press('End');
  await eventually(() => card(page, 'loss').locator('.tooltip .head').textContent()).toMatch(/epoch 30/);
});

test('a forked run is drawn behind its ancestor, with a mark where it goes on', async () => {
  const page = await openCharts('', 'run-child');
  await eventually(() => card(page, 'loss').getAttribute('data-points')).toBe('3000');
  await eventually(() => card(page, 'loss').locator('[data-junction] title').textContent()).toMatch(
    'forked at step 1,000',
  );
  await page.goto(`${page.url()}&ancestors=0`);
  await eventually(() => card(page, 'loss').getAttribute('data-points')).toBe('2000');
});

test('a chart is taken out as PNG, SVG, PGFPlots and CSV, as it is seen', async () => {
  const page = await openCharts();
  const take = async (item: RegExp) => {
    await card(page, 'loss').hover();
    await page.getByRole('button', { name: 'Take loss out' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  };
  const png = await take(/^PNG/);
  expect([png.name, png.content.subarray(1, 4).toString()]).toEqual(['loss.png', 'PNG']);
  expect(png.content.readUInt32BE(16)).toBeGreaterThanOrEqual(2 * 720);
  expect(png.content.readUInt32BE(20)).toBe(2 * 408); // a title, one row of names, and the chart
  const svg = (await take(/^SVG/)).content.toString();
  expect(svg.split('<text').length).toBeGreaterThan(7);
  expect(svg).toContain('>Step<');
  expect(['alpha', 'beta', 'gamma'].filter((name) => !svg.includes(`>${name}<`))).toEqual([]);
  expect((await take(/^PGFPlots/)).content.toString()).toContain('ymode=log');
  expect((await take(/^CSV\s*as drawn/)).content.toString().split('\r\n')[0]).toMatch(/^line,key,run,step/);
  const points = (await take(/^CSV of all points/)).content.toString().trim().split(/\r?\n/);
  expect(points).toHaveLength(1 + 3 * POINTS);
});

test('a chart is shown as a table, and back', async () => {
  const page = await openCharts();
  const choose = async (name: string) => {
    await card(page, 'loss').hover();
    await page.getByRole('button', { name: 'Take loss out' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Show as table');
  await eventually(() => card(page, 'loss').getByRole('columnheader').allTextContents()).toEqual([
    'Step',
    'alpha',
    'beta',
    'gamma',
  ]);
  await choose('Show as chart');
  await card(page, 'loss').locator('canvas.lines').waitFor();
});

test('a link to a point pins the values there', async () => {
  const page = await openCharts('&point=1500~loss');
  await eventually(() => card(page, 'loss').locator('.tooltip.pinned .head').textContent()).toMatch('Step 1,500');
  expect(await card(page, 'accuracy').locator('.tooltip').count()).toBe(0);
});

test('a chart with its crosshair, menus, settings and table keeps to the rules of accessibility, in the dark too', async () => {
  const page = await browser.open(`${server.current.address}/compare?runs=run-alpha,run-beta&keys=loss`, {
    bypassCSP: true,
    colorScheme: 'dark',
  });
  await card(page, 'loss').locator('canvas.lines').waitFor();
  await card(page, 'loss').locator('.plot').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('menuitem', { name: 'Pin these values' }).press('Enter');
  await card(page, 'loss').locator('.tooltip.pinned').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await card(page, 'loss').hover();
  await page.getByRole('button', { name: 'Settings of loss' }).click();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Take loss out' }).click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  await card(page, 'loss').getByRole('table').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('panels put together draw formulas, a second axis, bars and a table; a fault in a formula is named where it is', async () => {
  const page = await browser.open(`${server.current.address}/projects/p`);
  await page.locator('canvas.lines').first().waitFor();
  const open = async (kind: string) => {
    await page.getByRole('button', { name: 'Panel', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'New panel' });
    await dialog.getByLabel('Kind').selectOption(kind);
    return { dialog, add: () => dialog.getByRole('button', { name: 'Add panel' }).click() };
  };
  const pick = (list: string, metric: string) =>
    page.getByRole('list', { name: list, exact: true }).getByText(metric, { exact: true }).click();

  const curves = await open('curves');
  await curves.dialog.getByLabel(/^Formulas/).fill('loss * ');
  await curves.dialog.getByText('not the end (at character 7)').waitFor();
  await curves.dialog.getByLabel(/^Formulas/).fill('loss * 0 + 3');
  await curves.dialog.getByText('Second y axis').click();
  await pick('metrics of the second axis', 'accuracy');
  await curves.dialog.getByLabel('Title').fill('Mine');
  await curves.add();
  await eventually(async () => Number(await card(page, 'Mine').getAttribute('data-points'))).toBeGreaterThan(15_000);
  await card(page, 'Mine').locator('.plot').focus();
  await page.keyboard.press('End');
  await eventually(() => card(page, 'Mine').locator('.tooltip .value').allTextContents()).toContain('3');

  const bars = await open('bar');
  await pick('metrics', 'accuracy');
  await bars.add();
  const rows = page.locator('[data-summary="accuracy"]').getByRole('row');
  await eventually(() => rows.getByRole('link').allTextContents()).toEqual(['gamma', 'beta', 'alpha']);
});
