import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** Sixty rows of two numbers and a class, and two rows that are broken. */
const GOOD = Array.from({ length: 60 }, (_, index) => `${index},${index % 7},${index % 2 === 0 ? 'even' : 'odd'}`);
const CSV = ['size,weight,kind', ...GOOD.slice(0, 3), 'only-one-cell', ...GOOD.slice(3), '1,2,3,4,5'].join('\n');

test('a CSV is uploaded with its faults named by line, its target chosen, and learned from', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);

  await page.getByRole('button', { name: 'Upload a CSV' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'My Things.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  const dialog = page.getByRole('dialog');
  await eventually(() => dialog.getByRole('alert').textContent()).toMatch(/2 rows left out.*Line 5: .*Line 63: /s);
  await eventually(() => dialog.locator('tbody tr').allTextContents()).toHaveLength(3);
  await dialog.getByLabel('Predict kind').check();
  await dialog.getByRole('button', { name: /Use it/ }).click();

  await eventually(() => page.getByLabel('Dataset', { exact: true }).inputValue()).toBe('my-things');
  await eventually(() => page.locator('[data-field="/dataset/target"] select').inputValue()).toBe('kind');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.waitForURL(/\/runs\//);
  await page.locator('[data-state=finished]').waitFor();
  await page.locator('[data-value="val/accuracy"]').waitFor();

  await page.getByRole('link', { name: 'Datasets' }).click();
  const card = page.locator('[data-dataset=my-things]');
  await card.getByRole('button', { name: 'Delete' }).click();
  await eventually(() => card.count()).toBe(0);
  expect((await server.send('GET', '/datasets/my-things')).status).toBe(404);
});
