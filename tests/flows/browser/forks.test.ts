import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** Steps that take long, so that few points are on their way when it is asked to stop. */
const CONFIG = {
  dataset: { name: 'mnist', limit: 2000 },
  network: { hidden: [256, 128] },
  optimizer: { name: 'adam', learningRate: 0.01 },
  batchSize: 256,
  histogramEvery: 0,
  layersEvery: 0,
};

test('a run is paused, goes on, is saved and forked from its page, and its lineage says what changed', async () => {
  const server = await startLossboard();
  const run = async (id: string) => (await server.send('GET', `/runs/${id}`)).body;
  await server.send('POST', '/launch', {
    ...{ id: 'parent', name: 'first', project: 'p' },
    ...{ ...CONFIG, length: { unit: 'steps', count: 5_000_000 }, checkpointEvery: 0 },
  });
  await eventually(async () => (await run('parent')).progress?.step > 0).toBe(true);
  const page = await browser.open(`${server.address}/runs/parent`);

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  expect(await run('parent')).toMatchObject({ state: 'paused', reason: { code: 'paused' } });
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Checkpoint' }).click();
  await page.getByText(/^Saved at step [\d,]+\./).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('[data-state=stopped]').first().waitFor({ timeout: 60_000 });

  await page.getByRole('tab', { name: /Marks/ }).click();
  const pinned = page.locator('tr', { hasText: 'pinned' }).first();
  await pinned.getByRole('button', { name: /^Fork from step/ }).click();
  const dialog = page.getByRole('dialog');
  const [{ step }] = (await server.send('GET', '/runs/parent/checkpoints')).body.checkpoints.filter(
    ({ kept }: { kept: string[] }) => kept.includes('pinned'),
  );
  await dialog.getByLabel(/^Until/).fill('1');
  await dialog.getByText(/^Length must be longer than/).waitFor();
  await dialog.getByLabel(/^Until/).fill(String(step + 20));
  await dialog.getByLabel('Optimizer').selectOption('sgd');
  await dialog.getByLabel('Learning rate').fill('0.05');
  await dialog.getByText('optimizer adam ≠ sgd: its state begins anew').waitFor();
  await dialog.getByLabel('Name').fill('second');
  await dialog.getByRole('button', { name: 'Launch fork' }).click();
  await page.getByRole('heading', { name: 'second' }).waitFor();
  await page.locator('[data-state=finished]').first().waitFor({ timeout: 60_000 });
  await page.getByText(/^Forked at step/).waitFor();

  await page.getByRole('tab', { name: 'Lineage' }).click();
  const item = page.getByRole('listitem').filter({ hasText: 'second' });
  await item.waitFor();
  expect(await item.textContent()).toContain('from first: optimizer adam → sgd, lr 0.01 → 0.05');
  await page.getByRole('listitem').filter({ hasText: 'first' }).getByRole('link', { name: 'first' }).click();
  await page.getByRole('heading', { name: 'first' }).waitFor();
  expect(await page.getByRole('link', { name: '1 child' }).count()).toBe(1);
}, 120_000);
