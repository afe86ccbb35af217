import { expect, test, vi } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 60_000 });

type Value = number | 'NaN' | 'Infinity' | '-Infinity';
const START = Date.UTC(2026, 2, 28, 17, 46, 53);

function column(values: Value[], timeOf = (index: number) => START + index * 1000, firstStep = 1) {
  return {
    step: values.map((_, index) => firstStep + index),
    time: values.map((_, index) => timeOf(index)),
    value: values,
  };
}

async function withRun(series: Record<string, ReturnType<typeof column>>, histograms: object[] = []) {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'r', name: 'r' });
  const sent = await server.send('POST', '/runs/r/ingest', { writer: 'w', attempt: 1, seq: 1, series, histograms });
  expect(sent.status).toBe(200);
  return server;
}

/** How many pixels of a panel are drawn: of its lines, or of all where there are none. */
const inkOf = (panel: string) => `(() => {
  const canvas = document.querySelector('${panel} canvas.lines') ?? document.querySelector('${panel} canvas');
  if (!canvas) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) inked++;
  return inked;
})()`;
const waves = (size: number) => Array.from({ length: 100 }, (_, index) => size * Math.sin(index / 9));
const EXTREMES: Record<string, Value[]> = {
  'smallest of all': Array<number>(60).fill(5e-324),
  tiny: waves(1e-310).map(Math.abs),
  'tiny of both signs': waves(1e-310),
  huge: waves(1.7e308),
  'from end to end': [-1.7e308, 1.7e308, 0, ...Array<number>(60).fill(1)],
  'every magnitude': Array.from({ length: 103 }, (_, index) => Number(`1e${6 * index - 306}`)),
  'neighbours of 1': Array.from({ length: 60 }, (_, index) => 1 + (index % 3) * 2 ** -52),
  'beside NaN': ['NaN', ...waves(1), 'Infinity', '-Infinity'],
};

test.each(['', 'y=log', 'outliers=out', 'outliers=out&y=log', 'x=relative&smoothing=0', 'x=time'])(
  'any finite values are drawn, and the page goes on, with "%s"',
  async (settings) => {
    const server = await withRun(
      Object.fromEntries(Object.entries(EXTREMES).map(([key, values]) => [key, column(values)])),
    );
    const page = await browser.open(`${server.address}/runs/r?${settings}`);
    for (const key of Object.keys(EXTREMES))
      await eventually(() => page.evaluate(inkOf(`[data-chart="${key}"]`))).toBeGreaterThan(300);
  },
);

test('histograms of any finite values are drawn, also beside one that has none', async () => {
  const histogram = (key: string, edges: number[], changes: object = {}) => ({
    ...{ key, step: 1, time: START, edges, counts: edges.slice(1).map(() => 3) },
    ...changes,
  });
  const server = await withRun({}, [
    histogram('weights/none', [0, 1], { counts: [0], nonFinite: 2 }),
    histogram('weights/tiny', [0, 1e-310, 2e-310]),
    histogram('weights/huge', [-1.7e308, 0, 1.7e308]),
    histogram('weights/close', [1, 1 + 2 ** -52]),
  ]);
  const page = await browser.open(`${server.address}/runs/r?tab=histograms`);
  await eventually(() => page.locator('[data-histogram] canvas').count()).toBe(4);
  await page.locator('[data-histogram="weights/none"]').getByText('2 not finite').waitFor();
  await eventually(() => page.evaluate(inkOf('[data-histogram="weights/tiny"]'))).toBeGreaterThan(5000);
});

test('a run is offered no histograms until it logs one', async () => {
  const server = await withRun({ loss: column([3, 2, 1]) });
  const page = await browser.open(`${server.address}/runs/r?tab=histograms`);
  await page.locator('[data-chart=loss]').waitFor();
  const tab = page.getByRole('tab', { name: 'Histograms' });
  expect(await tab.count()).toBe(0);

  const histograms = [{ key: 'weights/first', step: 1, time: START, edges: [0, 1], counts: [3] }];
  await server.send('POST', '/runs/r/ingest', { writer: 'other', attempt: 1, seq: 1, histograms });
  await tab.waitFor();
  await page.locator('[data-histogram="weights/first"]').waitFor();
});

test('a chart without a value to draw says so, and marks what the values are', async () => {
  const server = await withRun({
    nan: column(Array<Value>(50).fill('NaN')),
    low: column(Array<Value>(50).fill('-Infinity')),
    zero: column([0, 0, -1]),
    some: column([0, -1, 2, 3]),
  });
  const page = await browser.open(`${server.address}/runs/r?y=log`);
  const chart = (key: string) => page.locator(`[data-chart="${key}"]`);
  await chart('nan').getByText('No finite value among 50 points.').waitFor();
  await chart('low').getByText('No finite value').waitFor();
  await chart('zero').getByText('No value above 0 among 3 points').waitFor();
  await chart('some').getByText('2 points ≤ 0').waitFor();
  const kinds = (key: string) =>
    chart(key)
      .locator('[data-gap]')
      .evaluateAll((marks) => marks.map((each) => each.getAttribute('data-gap')));
  expect(await kinds('nan')).toEqual(['nan']);
  expect(await kinds('low')).toEqual(['below']);
  expect(await kinds('some')).toEqual(['not-positive']);
});

test('runs whose long names differ at the end are told apart in tooltip, legend and table, by name and by colour', async () => {
  const server = await startLossboard();
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const name = `experiment_resnet50_imagenet_lr0.001_wd0.0001_bs256_seed_${seed}`;
    await server.send('POST', '/runs', { id: `long-${seed}`, name });
    await server.send('POST', `/runs/long-${seed}/ingest`, {
      writer: 'w',
      attempt: 1,
      seq: 1,
      series: { loss: column([seed, seed]) },
    });
  }
  const page = await browser.open(`${server.address}/compare?runs=${[1, 2, 3, 4, 5, 6].map((seed) => `long-${seed}`)}`);
  await page.locator('canvas.lines').first().waitFor();
  await page.locator('.plot').first().focus();
  await page.keyboard.press('End');
  await eventually(() => page.locator('.tooltip .label').allTextContents()).toEqual(
    [6, 5, 4, 3, 2, 1].map((seed) => `…seed_${seed}`),
  );
  const ends = await page.getByRole('list', { name: 'Runs on the charts' }).locator('.tail').allTextContents();
  expect(ends.map((end) => end.slice(-6))).toEqual([1, 2, 3, 4, 5, 6].map((seed) => `seed_${seed}`));
  const colors = await page
    .locator('.tooltip i')
    .evaluateAll((swatches) => swatches.map((each) => each.getAttribute('style')));
  expect(new Set(colors).size).toBe(6);
});
