import { expect, test } from 'vitest';
import { startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('a study is begun around a run, pauses, goes on after a reload, and shows its best, which is launched again', async () => {
  const server = await startLossboard();
  const surface = { surface: { name: 'quadratic' }, optimizer: { name: 'gd' }, length: { count: 20 } };
  await server.send('POST', '/launch', { id: 'first', project: 'p', ...surface });
  await expect
    .poll(async () => (await server.send('GET', '/runs/first')).body.state, { timeout: 30_000 })
    .toBe('finished');

  const page = await browser.open(`${server.address}/runs/first`);
  await page.getByRole('button', { name: 'More for this run' }).click();
  await page.getByRole('menuitem', { name: 'Sweep around this run' }).click();
  await page.getByRole('heading', { name: 'New study' }).waitFor();
  expect(await page.locator('[data-parameter="/optimizer/learningRate"] input').first().inputValue()).toBe('0.001');
  await page.getByRole('combobox', { name: 'Add a setting to vary' }).fill('noise');
  await page.getByRole('option', { name: 'Noise' }).click();
  await page.locator('[data-parameter="/noise"]').waitFor();
  await page.getByLabel('Trials', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Start the study' }).click();
  await page.getByText('must have runs, steps or minutes').first().waitFor();
  await page.getByLabel('Trials', { exact: true }).fill('4');
  await page.getByLabel('Name', { exact: true }).fill('around the bowl');
  await page.getByRole('button', { name: 'Start the study' }).click();

  await page.getByRole('heading', { name: 'around the bowl' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.locator('[data-state="paused"]').waitFor();
  await page.reload();
  await page.locator('[data-state="paused"]').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('header [data-state="finished"]').waitFor({ timeout: 90_000 });
  await page.getByText('4 of 4 trials').waitFor();
  expect(await page.locator('[data-trial]').count()).toBe(4);
  await page.getByRole('group', { name: /^Parallel coordinates of 4 runs/ }).waitFor();
  const best = Number(await page.locator('[data-best]').innerText());
  expect(best).toBeGreaterThanOrEqual(0);
  expect(await page.locator('tr.best td').nth(2).innerText()).toBe(await page.locator('[data-best]').innerText());

  await page.getByLabel('More seeds').fill('2');
  await page.getByRole('button', { name: 'Launch again' }).click();
  await page.waitForURL(/\/compare\?runs=/);
  expect((await server.send('GET', '/runs?project=p')).body.total).toBe(7);
}, 180_000);
