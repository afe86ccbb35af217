import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, type Lossboard, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
const OPTIMIZERS = ['sgd', 'adam', 'lion'];
/** Loss and accuracy step by step, of the first run. */
const VALUES = [
  [3, 0.1],
  [1, 0.9],
  [2, 0.5],
] as const;

async function addRun(server: Lossboard, project: string, index: number): Promise<void> {
  const id = `${project}${index}`;
  const config = { optimizer: OPTIMIZERS[index % 3], rate: (index % 4) / 10 };
  await server.send('POST', '/runs', {
    id,
    name: `run ${id}`,
    project,
    config,
    seed: index % 2,
    tags: [`fold=${index % 2}`],
  });
  for (const [at, [loss, accuracy]] of VALUES.entries())
    await server.send('POST', `/runs/${id}/log`, {
      step: at + 1,
      metrics: {
        'val/loss': (index + 1) * loss,
        'val/accuracy': accuracy / (index + 1),
      },
    });
  await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
}

const lossboard = withLossboard(async (server) => {
  for (let index = 0; index < 6; index++) await addRun(server, 'main', index);
  for (let index = 0; index < 2; index++) await addRun(server, 'edit', index);
  for (let index = 0; index < 260; index++)
    await server.send('POST', '/runs', {
      id: `many${index}`,
      name: `many ${index}`,
      project: 'many',
      config: { index },
    });
});

const open = (path: string) => browser.open(`${lossboard.current.address}${path}`);
const trimmed = (page: Page, selector: string) =>
  page.locator(selector).evaluateAll((all) => all.map((each) => each.textContent?.trim().replace(/[☆★]/, '').trim()));
const names = (page: Page) => trimmed(page, 'tr.run .name');
const cells = (page: Page, column: string) => trimmed(page, `tr.run [data-column="${column}"]`);
const row = (page: Page, id: string) => page.locator(`tr[data-id=${id}]`);

test('of many runs the rows in sight are read alone, wherever one scrolls to, and the end by keyboard', async () => {
  const page = await open('/projects/many/table');
  await eventually(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('261');
  await eventually(async () => (await names(page))[0]).toBe('many 259');
  expect(await page.locator('tr.run').count()).toBeLessThan(60);

  await page.locator('tbody tr').first().focus();
  await page.keyboard.press('End');
  await eventually(() => page.locator(':focus').getAttribute('data-id')).toBe('many0');
  expect(await page.locator(':focus').getAttribute('aria-rowindex')).toBe('261');
  await page.keyboard.press('Home');
  await eventually(() => page.locator(':focus').getAttribute('data-id')).toBe('many259');
});

test('the whole range between two rows is selected with Shift, rows that were never in sight too, and all that match', async () => {
  const page = await open('/projects/many/table');
  await page.getByRole('checkbox', { name: 'Select many 259', exact: true }).check();
  await row(page, 'many259').focus();
  await page.keyboard.press('End');
  await eventually(() => page.locator(':focus').getAttribute('data-id')).toBe('many0');
  await page.keyboard.press('Shift+Space');
  await page.getByText('260 runs selected').waitFor();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Select all matching runs' }).check();
  await page.getByText('260 runs selected').waitFor();
});

test('a second key is added to the sort with Shift, and a link keeps it', async () => {
  const page = await open('/projects/main/table');
  await eventually(() => names(page)).toHaveLength(6);
  const head = (name: string) => page.locator('thead').getByRole('button', { name, exact: true });
  await head('Optimizer').click();
  await head('val/loss best').click({ modifiers: ['Shift'] });
  await eventually(async () => new URL(page.url()).searchParams.get('sort')).toBe('optimizer,summary.val/loss.best');
  await page.reload();
  await eventually(() => page.locator('thead').textContent()).toContain('val/loss best↑2');
});

test('best and last values, their step, and the difference to the baseline by what is better for each metric', async () => {
  const query =
    'cols=name,summary.val/loss.last,summary.val/loss.best,summary.val/loss.bestStep,summary.val/accuracy.best&sort=createdAt';
  const page = await open(`/projects/main/table?${query}`);
  await eventually(() => cells(page, 'summary.val/loss.best')).toEqual(['1', '2', '3', '4', '5', '6']);
  expect((await cells(page, 'summary.val/loss.bestStep'))[0]).toBe('2');
  await row(page, 'main1').hover();
  await row(page, 'main1').getByRole('button', { name: 'as baseline' }).click();
  const difference = (id: string, metric: string) =>
    row(page, id).locator(`[data-column="summary.${metric}.best"] .difference`);
  await eventually(() => difference('main0', 'val/loss').textContent()).toMatch(/−1\s*−50%/);
  expect(await difference('main0', 'val/loss').getAttribute('class')).toContain('better');
  expect(await difference('main0', 'val/accuracy').getAttribute('class')).toContain('better');
  expect(await difference('main3', 'val/loss').getAttribute('class')).toContain('worse');
  await page.reload();
  await eventually(() => difference('main0', 'val/loss').count()).toBe(1);
  // Beside a difference that has no room the value stays whole.
  const value = row(page, 'main0').locator('[data-column="summary.val/loss.best"] .difference + .text');
  await value.evaluate((element) => {
    const before = element.previousElementSibling;
    if (before) before.textContent = '+0.000123456789 +12345.6789%';
  });
  expect(await value.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
});

test('a name is edited in its place, taken back by Undo, and left as it was with Escape', async () => {
  const page = await open('/projects/edit/table');
  await row(page, 'edit0').focus();
  await page.keyboard.press('F2');
  await page.getByLabel('Name of run edit0').fill('renamed');
  await page.keyboard.press('Tab');
  await page.getByLabel('Group of renamed').press('Escape');
  await eventually(async () => (await lossboard.current.send('GET', '/runs/edit0')).body.name).toBe('renamed');
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => (await lossboard.current.send('GET', '/runs/edit0')).body.name).toBe('run edit0');
  await eventually(() => names(page)).toContain('run edit0');

  await row(page, 'edit0').focus();
  await page.keyboard.press('F2');
  await page.getByLabel('Name of run edit0').fill('no');
  await page.keyboard.press('Escape');
  await eventually(() => page.locator(':focus').getAttribute('data-id')).toBe('edit0');
  expect((await lossboard.current.send('GET', '/runs/edit0')).body.name).toBe('run edit0');
});

test('many runs are tagged at once, and Undo takes all of it back', async () => {
  const page = await open('/projects/edit/table');
  await page.getByRole('checkbox', { name: 'Select all matching runs' }).check();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add tags…' }).click();
  await page.getByLabel('Name', { exact: true }).fill('good, paper=2');
  await page.getByRole('button', { name: 'Save' }).click();
  const tags = async () =>
    [0, 1].map(async (each) => (await lossboard.current.send('GET', `/runs/edit${each}`)).body.tags);
  await eventually(async () => Promise.all(await tags())).toEqual([
    ['fold=0', 'good', 'paper=2'],
    ['fold=1', 'good', 'paper=2'],
  ]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => Promise.all(await tags())).toEqual([['fold=0'], ['fold=1']]);
});

test('selected runs of a project race by one click, those of all projects do not', async () => {
  const page = await open('/projects/main/table');
  for (const index of [1, 4])
    await page.getByRole('checkbox', { name: `Select run main${index}`, exact: true }).check();
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('link', { name: 'Race' }).click();
  await eventually(async () => new URL(page.url()).pathname).toBe('/projects/main/race');
  expect(new URL(page.url()).searchParams.get('runs')?.split(',').toSorted()).toEqual(['main1', 'main4']);
  await page.goto(`${lossboard.current.address}/runs?q=main1`);
  await page.getByRole('checkbox', { name: 'Select run main1', exact: true }).check();
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'Compare' }).waitFor();
  expect(await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('link').count()).toBe(0);
});

test('a table is downloaded as Parquet with its columns', async () => {
  const page = await open('/projects/main/table?cols=name,seed,summary.val/loss.best&sort=createdAt');
  await eventually(() => names(page)).toHaveLength(6);
  await page.getByRole('button', { name: 'Copy and export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download Parquet' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('main.parquet');
  const file = new Uint8Array(readFileSync(await download.path())).buffer;
  const rows = await parquetReadObjects({ file });
  expect(rows[1]).toEqual({ name: 'run main1', seed: 1, 'summary.val/loss.best': 2 });
  expect(rows).toHaveLength(6);
});

test('runs stand in groups with mean and deviation, and a group opens to its runs', async () => {
  const page = await open('/projects/main/table?group=optimizer&cols=name,summary.val/loss.best');
  const found = async () => (await trimmed(page, 'tr.group')).map((text) => text?.replaceAll(/\s+/g, ' '));
  await eventually(found).toEqual([
    expect.stringMatching(/^adam ?2.*3\.5 ± 2\.1$/),
    expect.stringMatching(/^lion ?2.*4\.5 ± 2\.1$/),
    expect.stringMatching(/^sgd ?2.*2\.5 ± 2\.1$/),
  ]);
  await page.locator('tr.group').first().focus();
  await page.keyboard.press('ArrowRight');
  await eventually(() => names(page)).toEqual(['run main4', 'run main1']);
  await page.keyboard.press('ArrowLeft');
  await eventually(() => names(page)).toEqual([]);
});

test('a filter is built from rows with what there is, and stays in step with its text', async () => {
  const page = await open('/projects/main/table');
  await page.getByRole('button', { name: 'Build a filter' }).click();
  const form = page.getByRole('dialog', { name: 'Build a filter' });
  await eventually(() => form.locator('datalist option[value="config.optimizer"]').count()).toBe(1);
  await form.getByLabel('Field').fill('config.optimizer');
  await form.getByLabel('Value').fill('adam');
  await form.getByLabel('Value').blur();
  await eventually(() => page.getByLabel('Filter runs').inputValue()).toBe('config.optimizer = adam');
  await eventually(() => names(page)).toEqual(['run main4', 'run main1']);
  await page.getByLabel('Filter runs').fill('config.optimizer = adam and (seed = 0 or seed = 1)');
  await eventually(() => form.getByLabel('Field').count()).toBe(3);
  await page.getByLabel('Filter runs').fill('not config.optimizer = adam');
  await form.getByText('more than rows can show').waitFor();
});

test('columns are moved and made wider by keyboard, and pinned and hidden by their menu', async () => {
  const page = await open('/projects/main/table?cols=name,state,tags');
  await eventually(() => names(page)).toHaveLength(6);
  const heads = () => trimmed(page, 'thead .label');
  await page.locator('thead').getByRole('button', { name: 'Tags', exact: true }).focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await eventually(heads).toEqual(['Name', 'Tags', 'State']);
  const width = async () => (await page.locator('th[title=tags]').boundingBox())?.width ?? 0;
  const before = await width();
  await page.locator('thead').getByRole('button', { name: 'Tags', exact: true }).focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await eventually(width).toBe(before + 16);
  await page.locator('th[title=state]').hover();
  await page.getByRole('button', { name: 'Column State' }).click();
  await page.getByRole('menuitem', { name: 'Hide' }).click();
  await eventually(heads).toEqual(['Name', 'Tags']);
});

test('a run that is new or renamed elsewhere is shown without a reload, and a deleted one goes', async () => {
  const page = await open('/projects/live/table');
  await page.getByText('No runs yet').waitFor();
  await lossboard.current.send('POST', '/runs', { id: 'live1', name: 'first', project: 'live' });
  await eventually(() => names(page)).toEqual(['first']);
  await lossboard.current.send('PATCH', '/runs/live1', { name: 'second' });
  await eventually(() => names(page)).toEqual(['second']);
  await lossboard.current.send('DELETE', '/runs/live1');
  await eventually(() => names(page)).toEqual([]);
});
