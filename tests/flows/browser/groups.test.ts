import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 60_000 });
const STEPS = Array.from({ length: 20 }, (_, index) => 50 * (index + 1));

/** Adam and SGD, two seeds each; the losses of the seeds of one optimizer are 0.2 apart. */
const lossboard = withLossboard(async (server) => {
  for (const [optimizer, learningRate] of [
    ['adam', 0.001],
    ['sgd', 0.1],
  ] as const) {
    for (const seed of [1, 2]) {
      const id = `${optimizer}${seed}`;
      const config = { optimizer: { name: optimizer, learningRate }, seed };
      await server.send('POST', '/runs', { id, project: 'p', config, seed });
      const value = STEPS.map((step) => 1 / (step * learningRate) + 0.2 * seed);
      const series = { 'val/loss': { step: STEPS, time: STEPS, value } };
      await server.send('POST', `/runs/${id}/ingest`, { writer: id, attempt: 1, seq: 1, series });
    }
  }
});

const chart = (page: Page) => page.locator('[data-chart="val/loss"]');
const summary = (page: Page) => chart(page).locator('.plot').getAttribute('aria-label');

test('runs are called by what differs; grouped by a setting they are one line each, with n and what lies around the mean', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p`);
  await eventually(() => summary(page)).toMatch(/4 lines: .*adam · lr 0\.001 · s1/);
  await page.getByRole('link', { name: 'sgd · lr 0.1 · s2' }).waitFor();

  await page.getByRole('button', { name: /^Group(ed|$)/ }).click();
  await page.getByRole('checkbox', { name: 'optimizer', exact: true }).check();
  await eventually(() => summary(page)).toMatch(/2 lines: .*adam \(2\).*sgd \(2\)/);
  await page.keyboard.press('Escape');
  expect(page.url()).toContain('group=optimizer');

  await chart(page).locator('.plot').focus();
  await page.keyboard.press('End');
  const adam = chart(page).locator('.reading', { hasText: 'adam' });
  // At step 1000 the seeds are at 1.2 and 1.4.
  await eventually(() => adam.textContent()).toMatch(/1\.3\s*± 0\.14\s*n = 2/);
});

test('what is chosen about groups is in the address: another band, and the runs behind', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p?group=optimizer&spread=extremes&members=true`);
  await eventually(() => summary(page)).toMatch(/2 lines|6 lines/);
  await chart(page).locator('.plot').focus();
  await page.keyboard.press('End');
  await eventually(() => chart(page).locator('.reading', { hasText: 'sgd' }).textContent()).toMatch(/± 0\.1\s*n = 2/);
});

test('a colour that is picked for a run is kept, and taken back', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p`);
  const colorOf = async () => {
    const { color, colorSetByHand } = (await server.send('GET', '/runs/adam1')).body;
    return [color, colorSetByHand];
  };
  const before = await colorOf();
  await page.getByRole('button', { name: 'Colour of adam · lr 0.001 · s1' }).click();
  await page.getByRole('radio', { name: 'pink', exact: true }).check();
  await eventually(colorOf).toEqual([3, true]);
  await page.getByRole('radio', { name: 'dotted', exact: true }).check();
  await eventually(colorOf).toEqual([39, true]);
  await page.getByRole('button', { name: 'Automatic' }).click();
  await eventually(colorOf).toEqual([before[0], false]);
});

test('colours tell the size of a setting, on a scale that is shown', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p`);
  await page.getByRole('button', { name: /^Group(ed|$)/ }).click();
  await page.getByRole('combobox', { name: 'Colour by' }).selectOption({ label: 'optimizer.learningRate' });
  await page
    .getByRole('figure', { name: 'Colours by optimizer.learningRate, from 0.001 to 0.1, logarithmic' })
    .waitFor();
});

test('a group follows its runs: a point of one moves the mean', async () => {
  const server = lossboard.current;
  const page = await browser.open(`${server.address}/projects/p?group=optimizer`);
  await eventually(() => summary(page)).toMatch(/adam \(2\) last 1\.3 at step 1,000/);
  await server.send('POST', '/runs/adam1/log', { step: 2000, metrics: { 'val/loss': 9 } });
  await eventually(() => summary(page)).toMatch(/adam \(2\) last 9 at step 2,000/);
});
