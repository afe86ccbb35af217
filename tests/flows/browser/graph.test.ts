import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('the graph of a run is drawn layer by layer, and unfolded by keyboard into operations', async () => {
  const server = await startLossboard();
  await server.send('POST', '/launch', {
    id: 'trained',
    dataset: { name: 'moons', limit: 64 },
    network: { hidden: [8, 8], residual: 'yes', activation: 'tanh' },
    length: { unit: 'steps', count: 2 },
    batchSize: 16,
  });
  const page = await browser.open(`${server.address}/runs/trained?tab=graph`);

  const boxes = page.locator('.drawing li');
  await eventually(() => boxes.count()).toBe(6); // the batch, two layers, the block, the output, the loss
  const edges = page.locator('.drawing .edge');
  expect(await edges.count()).toBe(6); // a chain of five, and the residual branch
  expect(await boxes.nth(3).textContent()).toMatch(/layer2-block.*residual block.*from layer1 and layer2/);
  expect(await boxes.nth(1).textContent()).toMatch(/layer1.*24 params · 48 FLOP · 1.02 kB/);

  await page.getByRole('button', { name: 'layer2', exact: true }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => boxes.count()).toBe(7);
  expect(await boxes.nth(2).textContent()).toMatch(/linear.*16×8.*weight 8×8.*bias 8.*from layer1/);
  expect(await boxes.nth(3).textContent()).toMatch(/tanh.*16×8.*from linear/);
  await page.getByRole('button', { name: 'layer2', exact: true }).press('Enter');
  await eventually(() => boxes.count()).toBe(6);

  await page.getByRole('link', { name: 'Histograms of layer1' }).click();
  await eventually(() => page.locator('[data-histogram]').count()).toBe(4); // weights and biases, and the gradients of both
  expect(await page.locator('[data-histogram="weights/layer1"]').count()).toBe(1);
});

test('a run of a script has no graph, and none is offered', async () => {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'scripted' });
  const page = await browser.open(`${server.address}/runs/scripted`);

  await page.getByRole('tab', { name: 'Config' }).waitFor();
  expect(await page.getByRole('tab', { name: 'Graph' }).count()).toBe(0);
});
