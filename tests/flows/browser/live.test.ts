import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { freePort } from '../../support/server-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** A batch of ten points, of which the writer has sent `seq - 1` before. */
function batch(seq: number) {
  const step = Array.from({ length: 10 }, (_, index) => (seq - 1) * 10 + index + 1);
  const columns = {
    step,
    time: step.map((each) => 1_700_000_000_000 + each * 1000),
    value: step.map((each) => 1 / each),
  };
  return { writer: 'script', attempt: 1, seq, series: { 'train/loss': columns } };
}

async function chartSteps(page: Page): Promise<number[]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByLabel('Download train/loss as CSV').click(),
  ]);
  const [, ...rows] = (await readFile(await file.path(), 'utf8')).split('\r\n');
  return rows.map((row) => Number(row.split(',')[3]));
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('a run logged over HTTP appears in the open table, and its curve grows point by point', async () => {
  const server = await startLossboard();
  const page = await browser.open(server.address);
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();

  const { body: run } = await server.send('POST', '/runs', { name: 'from-afar', config: { optimizer: 'lion' } });
  await page.getByRole('link', { name: 'from-afar' }).click();
  for (let step = 1; step <= 3; step++) {
    await server.send('POST', `/runs/${run.id}/log`, {
      step,
      metrics: { 'train/loss': 1 / step },
      text: `step ${step}`,
    });
    await eventually(() => page.locator('[data-chart="train/loss"]').getAttribute('data-points')).toBe(String(step));
  }
  await server.send('POST', `/runs/${run.id}/log`, { step: 4, metrics: { 'train/loss': 'NaN' } });
  await eventually(() => page.locator('[data-value="train/loss"]').textContent()).toBe('NaN');

  await page.getByRole('tab', { name: /Log/ }).click();
  await eventually(() => page.getByRole('log').textContent()).toMatch(/step 1.*step 2.*step 3/s);
  await server.send('PATCH', `/runs/${run.id}`, { state: 'finished' });
  await page.locator('[data-state=finished]').waitFor();
});

test('the open page survives a kill of the server: it goes on without a reload, without a gap or a repeat', async () => {
  const flags = ['--data', temporaryFolder(), '--port', String(await freePort())];
  const first = await startLossboard(...flags);
  await first.send('POST', '/runs', { id: 'remote', name: 'remote' });
  await first.send('POST', '/launch', {
    id: 'trained',
    dataset: { name: 'mnist' },
    length: { unit: 'steps', count: 1e7 },
  });
  const page = await browser.open(`${first.address}/runs/remote`);
  const table = await browser.open(first.address);
  await page.evaluate('window.notReloaded = true');
  const points = () => page.locator('[data-chart="train/loss"]').getAttribute('data-points');
  for (let seq = 1; seq <= 3; seq++) await first.send('POST', '/runs/remote/ingest', batch(seq));
  await eventually(points).toBe('30');
  await table.locator('[data-id=trained] [data-state=running]').waitFor();

  await first.kill();
  await page.getByRole('alert').getByText('The server does not answer').waitFor();
  const second = await startLossboard(...flags);
  for (let seq = 3; seq <= 6; seq++) await second.send('POST', '/runs/remote/ingest', batch(seq));

  await eventually(points).toBe('60');
  expect(await chartSteps(page)).toEqual(upTo(60));
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  await table.locator('[data-id=trained] [data-state=crashed]').waitFor();
});

test('a stop from the page ends the run, and a deleted run comes back with Undo', async () => {
  const server = await startLossboard();
  await server.send('POST', '/launch', {
    id: 'endless',
    dataset: { name: 'blobs' },
    length: { unit: 'steps', count: 1e8 },
  });
  const page = await browser.open(`${server.address}/runs/endless`);

  await page.locator('[data-state=running]').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('[data-state=stopped]').waitFor();

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('[data-state=stopped]').waitFor();
});
