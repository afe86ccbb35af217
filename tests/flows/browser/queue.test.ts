import { expect, test } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, type Lossboard, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const LONG = {
  dataset: { name: 'moons', limit: 200 },
  network: { hidden: [4] },
  optimizer: { name: 'sgd', learningRate: 0.1 },
  length: { unit: 'steps', count: 100_000_000 },
  histogramEvery: 0,
  layersEvery: 0,
  checkpointEvery: 0,
};

const launch = (server: Lossboard, id: string) => server.send('POST', '/launch', { id, name: id, ...LONG });
const orderOf = async (server: Lossboard): Promise<string[]> =>
  (await server.send('GET', '/queue')).body.waiting.map(({ id }: { id: string }) => id);
const stateOf = async (server: Lossboard, id: string) => (await server.send('GET', `/runs/${id}`)).body.state;

test('the queue is reordered by keys, by dragging and by priority, cleared with undo, and worked on by more workers', async () => {
  const server = await startLossboard();
  for (const id of ['busy', 'a', 'b', 'c']) await launch(server, id);
  const page = await browser.open(`${server.address}/`);
  await page.getByRole('link', { name: '1 running · 3 waiting' }).click();
  await page.locator('[data-worker="1"] a', { hasText: 'busy' }).waitFor();
  const rows = () => page.locator('[data-run] a').allTextContents();
  await eventually(rows).toEqual(['a', 'b', 'c']);
  expect(await axeFaults(page)).toEqual([]);

  await page.getByRole('button', { name: /^Move c, number 3/ }).press('ArrowUp');
  await page.keyboard.press('ArrowUp'); // the handle keeps the focus
  await eventually(() => orderOf(server)).toEqual(['c', 'a', 'b']);
  expect(await rows()).toEqual(['c', 'a', 'b']);
  await page.locator('[data-run="b"]').dragTo(page.locator('[data-run="c"]'));
  await eventually(() => orderOf(server)).toEqual(['b', 'c', 'a']);
  await page.getByLabel('Priority of a').fill('5');
  await page.getByLabel('Priority of a').press('Enter');
  await eventually(rows).toEqual(['a', 'b', 'c']);

  await page.getByRole('button', { name: 'Remove a from the queue' }).click();
  await eventually(() => stateOf(server, 'a')).toBe('stopped');
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(rows).toEqual(['a', 'b', 'c']);

  await page.getByRole('button', { name: 'One more worker' }).click();
  await page.locator('[data-worker="2"] a', { hasText: 'a' }).waitFor();
  await eventually(rows).toEqual(['b', 'c']);
  await page.getByRole('button', { name: 'One worker fewer' }).click();
  await page.getByText('takes no further run').waitFor();
}, 120_000);

test('a training is steered from its page, which marks it, and its reproduction is equal in every point', async () => {
  const server = await startLossboard();
  await launch(server, 'r');
  const page = await browser.open(`${server.address}/runs/r`);
  await page.locator('.plot canvas').first().waitFor();
  await page.getByRole('button', { name: 'Steer' }).click();
  await page.getByRole('button', { name: '×0.5' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText(/^Set from step [\d,]+ on\.$/).waitFor();
  await page.getByRole('list', { name: 'What was steered' }).getByText('learning rate 0.1 → 0.05').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /^Marks/ }).click();
  await page.getByRole('row', { name: /steering learning rate 0.1 → 0.05, by the page/ }).waitFor();

  await page.getByRole('button', { name: 'Stop' }).click();
  await eventually(() => stateOf(server, 'r')).toBe('stopped');
  await page.getByRole('button', { name: 'Reproduce' }).click();
  await page.getByText(/^Equal in all [\d,]+ points of \d+ series\.$/).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('link', { name: 'Both curves' }).getAttribute('href')).toMatch(/^\/compare\?runs=r,\w+$/);
}, 180_000);
