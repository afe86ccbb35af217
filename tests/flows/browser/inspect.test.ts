import { expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
const server = withLossboard(async ({ send }) => {
  const launch = (id: string, body: object) =>
    send('POST', '/launch', { id, name: id, histogramEvery: 0, layersEvery: 0, ...body });
  await launch('moons', {
    dataset: { name: 'moons', limit: 200 },
    network: { hidden: [16] },
    length: { unit: 'epochs', count: 10 },
  });
  await launch('digits', {
    dataset: { name: 'mnist', limit: 400 },
    network: { hidden: [16] },
    length: { unit: 'epochs', count: 3 },
  });
  for (const id of ['moons', 'digits'])
    await until(async () => (await send('GET', `/runs/${id}`)).body.state === 'finished', `${id} is trained`, 60_000);
});

test('a boundary is replayed, and a cell of the confusion matrix leads to its examples', async () => {
  const page = await browser.open(`${server.current.address}/runs/moons?tab=inspect`);
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.waitFor();
  expect(await slider.getAttribute('aria-valuetext')).toBe('Step 30');
  await slider.press('Home');
  await page.getByRole('img', { name: 'after step 0' }).waitFor();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByRole('img', { name: /after step [1-9]/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Scores' }).click();
  await page.getByRole('img', { name: /^ROC/ }).waitFor();
  expect(Number(await page.locator('[data-auc="1"]').textContent())).toBeGreaterThan(0.5);
  expect(await axeFaults(page)).toEqual([]);
  const cell = page.getByRole('button', { name: /of 0 taken for 0/ });
  const count = Number(await cell.textContent());
  await cell.click();
  await eventually(() => page.getByRole('article').count()).toBe(count);
  expect(await axeFaults(page)).toEqual([]);
});

test('the worst errors come first, a digit that is drawn is judged, and filters are shown', async () => {
  const page = await browser.open(`${server.current.address}/runs/digits?tab=inspect`);
  const losses = async () =>
    (await page.getByText(/#\d+ · loss/).allTextContents()).map((text) => Number(text.split('loss ')[1]));
  await eventually(async () => (await losses()).length).toBe(40);
  const found = await losses();
  expect(found).toEqual([...found].sort((a, b) => b - a));

  await page.getByRole('button', { name: 'Pad' }).click();
  const board = page.getByRole('application', { name: /Pad to draw on/ });
  const box = await board.boundingBox();
  if (!box) throw new Error('the pad is not in sight');
  await page.mouse.move(box.x + box.width / 2, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 30, { steps: 5 });
  await page.mouse.up();
  await page.getByText(/^Taken for \d/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await board.press('Delete');
  await page.getByText('Draw, and it says what it sees.').waitFor();

  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('img', { name: /16 filters of layer1/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});
