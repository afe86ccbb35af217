import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, type Lossboard, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();

const OPTIMIZERS = ['sgd', 'adam', 'momentum'];

/** Sends a run of 40 steps, of the given project. */
async function addRun(server: Lossboard, project: string, id: string, index: number): Promise<void> {
  const config = { optimizer: OPTIMIZERS[index % 3], seed: index };
  await server.send('POST', '/runs', { id, name: `run ${id}`, project, config });
  const step = Array.from({ length: 40 }, (_, each) => each + 1);
  const time = step.map((each) => 1_700_000_000_000 + each * 1000);
  const series = (value: (step: number) => number) => ({ step, time, value: step.map(value) });
  await server.send('POST', `/runs/${id}/ingest`, {
    writer: id,
    attempt: 1,
    seq: 1,
    series: {
      'train/loss': series((each) => (index + 1) / each),
      'train/epoch': series((each) => each / 10),
      ...(project === 'scored' && { 'test/loss': { step: [40], time: [1_700_000_040_000], value: [index + 1] } }),
      'val/loss': series((each) => (index + 1.5) / each),
      'val/accuracy': series((each) => 1 - (index + 1) / (each + 20)),
      'system/memory_mb': series(() => 500),
    },
  });
  await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
}

const lossboard = withLossboard(async (server) => {
  for (let index = 0; index < 15; index++) await addRun(server, 'main', `m${index}`, index);
  await addRun(server, 'other', 'elsewhere', 0);
  for (const index of [0, 1]) await addRun(server, 'scored', `s${index}`, index);
});

const openMain = (query = '', options = {}) =>
  browser.open(`${lossboard.current.address}/projects/main${query}`, options);
const cards = (page: Page) =>
  page.locator('[data-card]').evaluateAll((all) => all.map((each) => each.getAttribute('data-card')));
const chart = (page: Page, title: string) => page.locator(`[data-card="${title}"]`);
const lines = (page: Page, title = 'val/loss') => chart(page, title).locator('.plot').getAttribute('aria-label');
const drawn = (page: Page) => page.getByRole('status').filter({ hasText: 'drawn' }).textContent();
const choose = async (page: Page, title: string, action: string) => {
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

test('a project opens with the newest of its runs on charts by prefix, and nobody else’s', async () => {
  const page = await openMain();
  await eventually(() => lines(page)).toMatch('12 lines');
  expect(await cards(page)).toEqual(['val/loss', 'val/accuracy', 'train/loss']);
  expect(await drawn(page)).toBe('12 of 15 drawn');
  expect(await page.getByText('elsewhere').count()).toBe(0);

  await page.getByRole('button', { name: 'progress 1' }).click();
  await eventually(() => cards(page)).toContain('train/epoch');
  await page.getByRole('button', { name: 'system 1' }).click();
  await eventually(() => cards(page)).toContain('system/memory_mb');
  await page.getByRole('button', { name: 'Show all' }).click();
  await eventually(() => lines(page)).toMatch('15 lines');
  await page.reload();
  await eventually(() => lines(page)).toMatch('15 lines');
  expect(await cards(page)).toContain('system/memory_mb');
}, 60_000);

test('runs are hidden and shown by their eye and by keyboard, only one with Alt, and a link keeps it', async () => {
  const page = await openMain();
  await eventually(() => lines(page)).toMatch('12 lines');
  await page.getByRole('button', { name: 'Show run m14' }).click();
  await eventually(() => lines(page)).toMatch('11 lines');

  await page.getByRole('link', { name: 'run m13' }).focus();
  await page.keyboard.press('Space');
  await eventually(() => lines(page)).toMatch('10 lines');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('o');
  await eventually(() => drawn(page)).toBe('1 of 15 drawn');
  await page.reload();
  await eventually(() => drawn(page)).toBe('1 of 15 drawn');
  await page.getByRole('button', { name: 'Show run m0' }).click({ modifiers: ['Alt'] });
  await eventually(async () => new URL(page.url()).searchParams.get('show')).toBe('m0');
  await page.getByRole('button', { name: 'Newest' }).click();
  await eventually(() => lines(page)).toMatch('12 lines');
}, 60_000);

test('runs are filtered in words and in the filter language, and grouped with the mean of their value', async () => {
  const page = await openMain('?group=optimizer');
  await eventually(() => page.getByRole('button', { name: 'adam ×5' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Show all of adam' }).click();
  await eventually(() => drawn(page)).toBe('10 of 15 drawn');

  await page.getByLabel('Filter runs').fill('momentum');
  await eventually(() => drawn(page)).toBe('5 of 5 drawn');
  await page.getByLabel('Filter runs').fill('config.seed < 2');
  await eventually(() => drawn(page)).toBe('1 of 2 drawn');
  await page.getByLabel('Filter runs').fill('config.seed <');
  await page.getByRole('alert').waitFor();
}, 60_000);

test('a metric of one value a run is drawn as bars, not as dots along steps', async () => {
  const page = await browser.open(`${lossboard.current.address}/projects/scored`);
  await page.locator('[data-summary="test/loss"]').getByRole('link', { name: 'run s1' }).waitFor();
  await eventually(() => lines(page)).toMatch('2 lines');
});

test('charts are found by words and by a regular expression', async () => {
  const page = await openMain();
  await eventually(() => cards(page)).toHaveLength(3);
  await page.getByLabel('Find metrics').fill('LOSS val');
  await eventually(() => cards(page)).toEqual(['val/loss']);
  await page.getByLabel('Find metrics').fill('/memory|accuracy/');
  await eventually(() => cards(page)).toEqual(['val/accuracy', 'system/memory_mb']);
  await page.getByLabel('Find metrics').fill('nothing');
  await page.getByRole('button', { name: 'Show all 5' }).click();
  await eventually(() => cards(page)).toHaveLength(3);
}, 60_000);

test('a chart is pinned, moved, hidden and brought back; all of it is kept, and undone by Ctrl-Z', async () => {
  const page = await openMain();
  await eventually(() => cards(page)).toEqual(['val/loss', 'val/accuracy', 'train/loss']);
  await choose(page, 'train/loss', 'Pin to the top');
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/loss', 'val/accuracy']);
  await choose(page, 'val/accuracy', 'Move forward');
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/accuracy', 'val/loss']);
  await choose(page, 'val/loss', 'Hide');
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/accuracy']);
  await page.reload();
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/accuracy']);

  await page.getByRole('button', { name: 'Hidden charts' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.keyboard.press('Escape');
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/accuracy', 'val/loss']);
  await page.keyboard.press('Control+z');
  await eventually(() => cards(page)).toEqual(['train/loss', 'val/accuracy']);
  await page.getByRole('button', { name: 'Reset' }).click();
  await eventually(() => cards(page)).toEqual(['val/loss', 'val/accuracy', 'train/loss']);
}, 60_000);

test('a chart is dragged by its title to another place, and by its corner to another size', async () => {
  const page = await openMain();
  await eventually(() => lines(page, 'val/accuracy')).toMatch('12 lines');
  const title = await chart(page, 'val/accuracy').locator('h3').boundingBox();
  const target = await chart(page, 'val/loss').boundingBox();
  if (!title || !target) throw new Error('the charts are not shown');
  await page.mouse.move(title.x + 20, title.y + 8);
  await page.mouse.down();
  await page.mouse.move(target.x + target.width / 2, target.y + 60, { steps: 8 });
  await eventually(() => cards(page)).toEqual(['val/accuracy', 'val/loss', 'train/loss']);
  await page.mouse.up();
  await page.reload();
  await eventually(() => cards(page)).toEqual(['val/accuracy', 'val/loss', 'train/loss']);

  const before = await chart(page, 'val/loss').boundingBox();
  const corner = await chart(page, 'val/loss').getByLabel('Size of val/loss').boundingBox();
  if (!before || !corner) throw new Error('the chart is not shown');
  await page.mouse.move(corner.x + 9, corner.y + 9);
  await page.mouse.down();
  await page.mouse.move(corner.x + 9 + before.width, corner.y + 9 + 132, { steps: 6 });
  await page.mouse.up();
  const size = async () => {
    const box = await chart(page, 'val/loss').boundingBox();
    return [Math.round(((box?.width ?? 0) + 12) / (before.width + 12)), Math.round(((box?.height ?? 0) + 12) / 132)];
  };
  await eventually(size).toEqual([2, 3]);
  await chart(page, 'val/loss').getByLabel('Size of val/loss').focus();
  await page.keyboard.press('ArrowUp');
  await eventually(size).toEqual([2, 2]);
  await page.reload();
  await eventually(size).toEqual([2, 2]);
}, 60_000);

test('a chart fills the screen by f, by its menu and by a double click on its title, and Escape brings it back', async () => {
  const page = await openMain();
  await eventually(() => lines(page)).toMatch('12 lines');
  const width = async () => Math.round((await chart(page, 'val/loss').locator('.chart').boundingBox())?.width ?? 0);
  const usual = await width();
  await chart(page, 'val/loss').locator('.plot').focus();
  await page.keyboard.press('f');
  await eventually(width).toBe(1440);
  await page.keyboard.press('Escape');
  await eventually(width).toBe(usual);
  await chart(page, 'val/loss').locator('h3').dblclick();
  await eventually(width).toBe(1440);
  await page.getByRole('button', { name: 'Leave the full screen' }).click();
  await eventually(width).toBe(usual);

  await page.reload();
  await eventually(() => lines(page)).toMatch('12 lines');
  await choose(page, 'val/loss', 'Full screen');
  await eventually(width).toBe(1440);
  const focused = () => page.locator(':focus').getAttribute('aria-label');
  await eventually(focused).toBe('Leave the full screen');
  await page.keyboard.press('Escape');
  await eventually(width).toBe(usual);
  await eventually(focused).toMatch('val/loss, 12 lines');
}, 60_000);

test('a panel is put together from metrics and a rule, changed, and removed with Undo', async () => {
  const page = await openMain('?newest=2');
  await eventually(() => lines(page)).toMatch('2 lines');
  await page.getByRole('button', { name: 'Panel', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New panel' });
  await dialog.getByLabel('Title').fill('Both losses');
  await dialog.getByRole('list', { name: 'metrics' }).getByText('train/loss').click();
  await dialog.getByLabel('And every metric that matches').fill('(');
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('And every metric that matches').fill('^val/loss$');
  await dialog.getByRole('button', { name: 'Add panel' }).click();
  const panel = page.locator('[data-chart="Both losses"] .plot');
  await eventually(() => panel.getAttribute('aria-label')).toMatch('4 lines');
  await page.reload();
  await eventually(() => panel.getAttribute('aria-label')).toMatch('4 lines');

  await choose(page, 'Both losses', 'Edit…');
  await page.getByRole('dialog', { name: 'Edit the panel' }).getByLabel('And every metric that matches').fill('');
  await page.getByRole('dialog', { name: 'Edit the panel' }).getByRole('button', { name: 'Save' }).click();
  await eventually(() => panel.getAttribute('aria-label')).toMatch('2 lines');
  await choose(page, 'Both losses', 'Remove');
  await eventually(() => panel.count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(() => panel.count()).toBe(1);
}, 60_000);

test('a view is saved by name, shared by its link, changed, and what is not saved is said', async () => {
  const page = await openMain();
  await eventually(() => cards(page)).toHaveLength(3);
  await choose(page, 'train/loss', 'Pin to the top');
  await page.getByRole('button', { name: 'Save as a view' }).click();
  await page.getByRole('dialog', { name: 'Save as a view' }).getByLabel('Name').fill('Training first');
  await page.getByRole('dialog', { name: 'Save as a view' }).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'View: Training first' }).waitFor();
  expect(await page.getByText('Unsaved changes').count()).toBe(0);

  const other = await browser.open(page.url());
  await eventually(() => cards(other)).toEqual(['train/loss', 'val/loss', 'val/accuracy']);
  await choose(other, 'val/loss', 'Hide');
  await other.getByText('Unsaved changes').waitFor({ state: 'attached' }); // a narrow toolbar has room for its buttons alone
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(() => other.getByText('Unsaved changes').count()).toBe(0);

  await choose(page, 'val/accuracy', 'Hide');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('was changed elsewhere meanwhile').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'View: Training first' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Usual view' }).click();
  await eventually(() => cards(page)).toEqual(['val/loss', 'val/accuracy', 'train/loss']);
}, 60_000);

test('the list of runs is as wide as one makes it, also by keyboard, and closes', async () => {
  const page = await openMain();
  const width = async () => Math.round((await page.locator('#runs-pane').boundingBox())?.width ?? 0);
  await eventually(width).toBe(300);
  await page.getByRole('separator').focus();
  await page.keyboard.press('End');
  await eventually(width).toBe(420);
  await page.reload();
  await eventually(width).toBe(420);
  await page.getByRole('button', { name: 'List of runs' }).click();
  await eventually(() => page.locator('#runs-pane').count()).toBe(0);
}, 60_000);

test('on a phone the list of runs is a sheet from below', async () => {
  const page = await openMain('', { viewport: { width: 390, height: 844 } });
  await eventually(() => lines(page)).toMatch('12 lines');
  expect(await page.locator('#runs-pane').count()).toBe(0);
  await page.getByRole('button', { name: 'List of runs' }).click();
  const box = await page.locator('#runs-pane').boundingBox();
  expect([box?.x, box?.width, Math.round((box?.y ?? 0) + (box?.height ?? 0))]).toEqual([0, 390, 844]);
  await page.getByRole('button', { name: 'Show run m14' }).click();
  await page.getByRole('button', { name: 'Close the list of runs' }).first().click();
  await eventually(() => lines(page)).toMatch('11 lines');
}, 60_000);

test('a workspace of finished runs asks for nothing while others train, and one of nothing new is at rest', async () => {
  const page = await browser.open('about:blank');
  const asked: string[] = [];
  let messages = 0;
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('websocket', (socket) => {
    socket.on('framesent', () => messages++);
    socket.on('framereceived', () => messages++);
  });
  await page.goto(`${lossboard.current.address}/projects/main`);
  await eventually(() => lines(page)).toMatch('12 lines');
  await page.waitForTimeout(1500); // all that belongs to opening the page
  const [requests, frames] = [asked.length, messages];
  await page.waitForTimeout(2000);
  expect([asked.length, messages]).toEqual([requests, frames]);

  const server = lossboard.current;
  await server.send('POST', '/runs', { id: 'training', project: 'other' });
  for (let step = 1; step <= 20; step++)
    await server.send('POST', '/runs/training/log', { step, metrics: { 'val/loss': 1 / step } });
  await page.waitForTimeout(1000);
  expect(asked.slice(requests)).toEqual([]);
}, 60_000);
