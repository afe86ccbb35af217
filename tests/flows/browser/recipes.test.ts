import { expect, test, vi } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 120_000 });
const server = withLossboard(async () => {});
const BOWL = {
  title: 'My bowl',
  shows: 'That it goes down.',
  source: 'none',
  base: { surface: { name: 'quadratic' }, optimizer: { name: 'gd' }, length: { unit: 'steps', count: 5 } },
  view: { kind: 'curves', metrics: ['loss'] },
};

test('a recipe is found, changed, launched by one click, and makes its point with what was expected', async () => {
  const page = await browser.open(`${server.current.address}/recipes`);
  await page.getByRole('searchbox', { name: 'Find a recipe' }).fill('knob');
  await eventually(() => page.locator('[data-recipe]').count()).toBe(1);
  expect(await axeFaults(page)).toEqual([]);
  await page.locator('[data-recipe="s06-learning-rate"]').click();

  await page.getByRole('textbox', { name: 'Values of lr' }).fill('0.0001, 0.01, 1');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1, two');
  await page.getByText('not "two"').waitFor();
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1');
  await page.getByRole('textbox', { name: 'Steps' }).fill('60');
  await page.getByText('lr 0.01').first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Launch 3 runs' }).click();

  await page.getByText('3 runs done').waitFor({ timeout: 60_000 });
  await eventually(() => page.locator('figure svg a').count()).toBe(3);
  await eventually(() => page.locator('[data-verdict="holds"]').count()).toBe(1);
  expect(await page.locator('[data-verdict="gone"]').count()).toBe(2);
  expect(await axeFaults(page)).toEqual([]);

  await page.getByRole('link', { name: 'Launch again' }).click();
  await eventually(() => page.getByRole('textbox', { name: 'Steps' }).inputValue()).toBe('60');
  await eventually(() => page.getByRole('textbox', { name: 'Group' }).inputValue()).toBe('s06-learning-rate-2');
  await page.getByRole('link', { name: 's06-learning-rate' }).click();
  await page.getByText('3 runs done').waitFor();
});

test('a recipe is imported, refused by name where it is none, deleted and brought back', async () => {
  const page = await browser.open(`${server.current.address}/recipes`);
  await page.getByRole('button', { name: 'Import' }).click();
  const field = page.getByRole('textbox', { name: 'The recipe as JSON' });
  await field.fill(JSON.stringify({ ...BOWL, colour: 'red' }));
  await page.getByText('/colour is not a known field').waitFor();
  await field.fill(JSON.stringify(BOWL));
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByRole('heading', { name: 'My bowl' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/recipes/my-bowl');

  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'My bowl' }).waitFor();
});
