import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

type Board = Awaited<ReturnType<typeof startLossboard>>;

async function launch({ send }: Board, id: string, changes: object = {}) {
  const answer = await send('POST', '/launch', {
    id,
    dataset: { name: 'moons', limit: 256 },
    network: { hidden: [16, 16], activation: 'relu' },
    length: { unit: 'steps', count: 200 },
    batchSize: 16,
    ...changes,
  });
  expect(answer.status).toBe(201);
}

test('histograms are drawn as ridges, percentiles and a replay, and the step is kept in the address', async () => {
  const server = await startLossboard();
  await launch(server, 'trained');
  const page = await browser.open(`${server.address}/runs/trained?tab=histograms`);
  const panel = page.locator('[data-histogram="weights/layer1"]');
  await panel.waitFor();

  await page.getByRole('radio', { name: 'Ridges' }).check();
  await eventually(() => panel.locator('.plot path').count()).toBeGreaterThan(2);
  await page.getByRole('radio', { name: 'Percentiles' }).check();
  await eventually(() => panel.locator('.plot path.band').count()).toBe(4);
  expect(new URL(page.url()).searchParams.get('hist')).toBe('percentiles');

  await page.getByRole('radio', { name: 'Table' }).check();
  const rows = page.getByRole('region', { name: 'weights/layer1 as a table' }).locator('tbody tr');
  await eventually(() => rows.count()).toBeGreaterThan(2);
  const [lowest, , median, , highest] = (await rows.last().locator('td').allTextContents()).map((text) =>
    Number(text.replace('−', '-')),
  );
  expect([lowest, median, highest]).toEqual([lowest, median, highest].toSorted((a = 0, b = 0) => a - b));

  await page.getByRole('radio', { name: 'Replay' }).check();
  await page.getByRole('button', { name: 'Play' }).click();
  await eventually(async () => new URL(page.url()).searchParams.get('step')).not.toBeNull();
  await page.getByRole('button', { name: 'Play' }).waitFor(); // it ends by itself, at the newest step
  await eventually(async () => new URL(page.url()).searchParams.get('step')).toBeNull();
});

test('layers in trouble are named in words, which lead to their histograms at the step where it began', async () => {
  const server = await startLossboard();
  const network = { hidden: Array(8).fill(16), activation: 'sigmoid', initialization: 'xavier-uniform' };
  await launch(server, 'deep', { network });
  const page = await browser.open(`${server.address}/runs/deep?tab=layers`);

  const verdict = page.getByText(/The gradient of layer1 is .* times that of output: vanishing, since step 1\./);
  await verdict.first().waitFor();
  await page.getByRole('link', { name: 'Histograms of layer1 at step 1' }).click();
  await eventually(() => page.locator('[data-histogram]').count()).toBe(4);
  expect(new URL(page.url()).searchParams.get('step')).toBe('1');
  await page.getByRole('button', { name: 'All layers' }).click();
  await eventually(() => page.locator('[data-histogram]').count()).toBe(9);
});

test('a tensor that has one value at every step is called constant, in every form of drawing', async () => {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'r' });
  const histograms = [1, 2, 3].map((step) => ({
    ...{ key: 'biases/frozen', step, time: step, mean: 0.25, std: 0 },
    ...{ edges: [0.2, 0.3], counts: [64] },
  }));
  await server.send('POST', '/runs/r/ingest', { writer: 'w', attempt: 1, seq: 1, histograms });
  const page = await browser.open(`${server.address}/runs/r?tab=histograms`);
  const panel = page.locator('[data-histogram="biases/frozen"]');
  for (const form of ['Heat map', 'Ridges', 'Percentiles']) {
    await page.getByRole('radio', { name: form }).check();
    await panel.getByText('Constant: all values are 0.25, at 3 steps.').waitFor();
  }
});
