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
  await eventually(() => dialog.locator('thead label').allTextContents()).toHaveLength(3);
  await eventually(() => dialog.locator('thead .target').textContent()).toContain('target');
  await eventually(() => dialog.locator('tbody tr').nth(3).locator('th, td').allTextContents()).toEqual([
    '6',
    '3',
    '3',
    'odd',
  ]);
  await dialog.getByLabel('Predict kind').check();
  await dialog.getByRole('button', { name: /Use it/ }).click();

  await eventually(() => page.getByLabel('Dataset', { exact: true }).inputValue()).toBe('my-things');
  await eventually(() => page.locator('[data-field="/dataset/target"] select').inputValue()).toBe('kind');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.waitForURL(/\/runs\//);
  await page.locator('[data-state=finished]').waitFor();
  await page.locator('[data-value="val/accuracy"]').waitFor();

  await page.goto(`${server.address}/datasets`);
  const card = page.locator('[data-dataset=my-things]');
  await card.getByRole('button', { name: 'Delete' }).click();
  await eventually(() => card.count()).toBe(0);
  expect((await server.send('GET', '/datasets/my-things')).status).toBe(404);
});

test('a CSV is shown as it is read before it is used, and read again as the user says', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/datasets`);
  const rows = Array.from(
    { length: 40 },
    (_, index) => `${index};1.00${index % 10};${index % 3};${['n', 'y'][index % 2]}`,
  );
  const text = ['sep=;', 'id;price;group;kind', ...rows, 'Total;;;all'].join('\n');

  await page.getByRole('button', { name: 'Upload a CSV' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const dialog = page.getByRole('dialog');
  await eventually(() => dialog.locator('.bad').textContent()).toMatch(/1 row left out.*Line 43: column "id"/s);
  expect(await dialog.locator('.notes').textContent()).toContain('"1.000" may mark');
  expect(await dialog.getByLabel('Delimiter').inputValue()).toBe(';');

  await dialog.getByLabel('Type of id').selectOption('text');
  await eventually(() => dialog.locator('thead label').first().textContent()).toContain('left out');
  await dialog.getByLabel('Decimal mark').selectOption(',');
  await eventually(async () => (await server.send('GET', '/datasets/prices')).body.reading).toEqual({
    columns: [{ name: 'id', type: 'text' }],
    decimal: ',',
  });
  const { body } = await server.send('GET', '/datasets/prices/reading');
  expect(body.dataset.columns[1].examples[0]).toBe('1000');

  await dialog.getByLabel('Type of kind').selectOption('text');
  await eventually(() => dialog.locator('.end .problem').textContent()).toContain('“kind” is left out');
  await dialog.getByLabel('Predict price').check();
  await dialog.getByRole('button', { name: 'Use it, predict “price”' }).click();
  await page.waitForURL(/\/new\?dataset=prices&target=price/);
  await eventually(() => page.locator('[data-field="/dataset/target"] select').inputValue()).toBe('price');
});
