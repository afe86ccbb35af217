import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('a convolutional network is planned, launched, and its layers, kernels and checkpoints are shown', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);
  const field = (path: string) => page.locator(`[data-field="${path}"]`);

  await page.getByText('Advanced').click();
  await field('/dataset/limit').getByRole('textbox').fill('200');
  await field('/network/convolutions').getByRole('textbox').fill('4');
  await field('/network/kernel').getByRole('radio', { name: '5' }).check({ force: true });
  await field('/network/hidden').getByRole('textbox').fill('8');
  await field('/network/normalization').getByRole('radio', { name: 'batch' }).check({ force: true });
  await page.getByLabel('Find an optimizer').fill('nesterov look');
  await page.getByRole('button', { name: 'Nesterov' }).click();
  await field('/length').getByRole('radio', { name: 'Steps' }).check({ force: true });
  await field('/length/count').getByRole('textbox').fill('40');
  await field('/layersEvery').getByRole('textbox').fill('5');
  // convolution 104 and norm 8; 14 × 14 × 4 inputs to 8 and norm 16; 8 to 10
  const parameters = 112 + 785 * 8 + 16 + 90;
  await eventually(() => page.getByRole('complementary').textContent()).toMatch(parameters.toLocaleString('en-US'));
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.waitForURL(/\/runs\//);
  await page.locator('[data-state=finished]').waitFor();

  await page.getByRole('tab', { name: 'Layers' }).click();
  const norms = page.locator('[data-chart="Gradient norm"] .plot');
  await eventually(() => norms.getAttribute('aria-label')).toMatch(/3 lines: conv1 .*layer1 .*output /);
  const rows = page.getByRole('table', { name: 'Layers of the network' }).locator('tbody tr');
  await eventually(() => rows.first().textContent()).toMatch(/image/);
  expect(await rows.count()).toBe(10);
  expect(await rows.filter({ hasText: 'convolution' }).textContent()).toMatch(/28×28×1.*28×28×4.*104/);
  await page.getByText(/Kernels: \S/).waitFor();
  await page.getByRole('tab', { name: 'Charts' }).click();
  await page.locator('[data-chart=loss]').waitFor();
  expect(await page.locator('[data-chart^="layers/"]').count()).toBe(0);

  await page.getByRole('tab', { name: /Marks/ }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the checkpoint of step 40' }).click(),
  ]);
  expect((await readFile(await file.path())).byteLength).toBeGreaterThan(4 * parameters);
  expect(await page.locator('[title="Download this checkpoint"][href$="/checkpoints/40"]').count()).toBe(1);
});
