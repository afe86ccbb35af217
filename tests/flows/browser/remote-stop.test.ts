import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { init } from '../../../client/client.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('Stop on the page reaches the loop of a script elsewhere, which ends its run', async () => {
  const server = await startLossboard();
  const run = await init({ url: server.address, spool: false, name: 'elsewhere', batchMs: 20 });
  run.log({ 'train/loss': 1 });
  await run.flush();
  const page = await browser.open(`${server.address}/runs/${run.id}`);
  await eventually(() => page.locator('[data-heard]').textContent()).toMatch(/^last heard of /);

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Asked to stop.').waitFor();
  await page.getByText('Asked 1 script to stop.').waitFor();
  await page.locator('[data-state=running]').waitFor();
  const list = await browser.open(`${server.address}/runs`);
  await list.getByRole('row', { name: 'elsewhere' }).getByText('stopping…').waitFor();
  for (let step = 2; !run.stopRequested; step++) {
    run.log({ 'train/loss': 1 / step });
    await sleep(5);
  }
  await run.finish();

  await page.locator('[data-state=stopped]').waitFor();
  await page.getByText('Stopped by its script, as asked.').waitFor();
  expect(await page.getByText('Asked to stop.').count()).toBe(0);
  expect(await page.locator('[data-heard]').count()).toBe(0);
  await list.getByRole('row', { name: 'elsewhere' }).getByText('stopped', { exact: true }).waitFor();
});

test('a run whose script does not look can be marked as stopped', async () => {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'deaf', name: 'deaf' });
  await server.send('POST', '/runs/deaf/log', { step: 1, metrics: { loss: 1 } });
  const page = await browser.open(`${server.address}/runs/deaf`);

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Mark as stopped' }).click();

  await page.locator('[data-state=stopped]').waitFor();
  expect((await server.send('POST', '/runs/deaf/log', { metrics: { loss: 1 } })).body).toMatchObject({ stop: true });
});
