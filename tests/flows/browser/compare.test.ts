import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('two trained runs are compared by curves, scores, settings, histograms, test sets and logs', async () => {
  const server = await startLossboard();
  for (const optimizer of ['sgd', 'adam'])
    await server.send('POST', '/launch', {
      id: optimizer,
      name: optimizer,
      dataset: { name: 'moons', limit: 256 },
      network: { hidden: [8] },
      optimizer: { name: optimizer },
      length: { unit: 'steps', count: 60 },
    });
  for (const run of ['sgd', 'adam'])
    await eventually(async () => (await server.send('GET', `/runs/${run}`)).body.state).toBe('finished');
  const page = await browser.open(`${server.address}/compare?runs=sgd,adam`);

  await page.locator('[data-chart="train/loss"]').waitFor();
  const choose = (name: string) => page.getByRole('tab', { name }).click();
  await choose('Scores');
  await page.getByRole('region', { name: 'Best and last values' }).waitFor();
  await choose('Settings');
  await page.getByRole('rowheader', { name: 'optimizer.name' }).waitFor();
  await choose('Histograms');
  const histograms = page.locator('[data-histogram="weights/layer1"]');
  await eventually(() => histograms.count()).toBe(2);
  const axes = async () => new Set(await histograms.locator('.scale').allTextContents()).size;
  await eventually(axes).toBe(1); // side by side on the same axis
  await choose('Test sets');
  await eventually(() => page.getByRole('table', { name: /Confusion matrix/ }).count()).toBe(2);
  await choose('Logs');
  await eventually(() => page.getByRole('log').count()).toBe(2);
  await eventually(() => page.getByRole('log').first().textContent()).toMatch(/\S/);

  await page.reload();
  await eventually(() => page.getByRole('tab', { name: 'Logs', selected: true }).count()).toBe(1);
});

test('runs of scripts are offered neither histograms nor test sets, and their logs grow', async () => {
  const server = await startLossboard();
  for (const id of ['a', 'b']) await server.send('POST', '/runs', { id });
  const log = (run: string, seq: number, text: string) =>
    server.send('POST', `/runs/${run}/ingest`, {
      writer: 'w',
      attempt: 1,
      seq,
      logs: [{ time: 1_700_000_000_000 + seq, level: 'info', text }],
    });
  await log('a', 1, 'first line');
  const page = await browser.open(`${server.address}/compare?runs=a,b&tab=logs`);

  await page.getByText('first line').waitFor();
  await log('b', 1, 'another line');
  await page.getByText('another line').waitFor();
  const tabs = await page.getByRole('tab').allTextContents();
  expect(tabs.map((text) => text.trim())).toEqual(['Curves', 'Scores', 'Settings', 'Logs']);
});
