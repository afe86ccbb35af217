import type { Page, Request } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
/** Pages are watched for whole seconds. */
vi.setConfig({ testTimeout: 60_000 });
const KEYS = ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy', 'gradient', 'rate'];

/** Two finished runs of six metrics and histograms, and one that is still running. */
async function withRuns() {
  const server = await startLossboard();
  for (const id of ['alpha', 'beta', 'other']) {
    await server.send('POST', '/runs', { id, name: id });
    const step = Array.from({ length: 3000 }, (_, index) => index + 1);
    const columns = { step, time: step.map((each) => 1e12 + each), value: step.map((each) => 1 / each) };
    const series = Object.fromEntries(KEYS.map((key) => [key, columns]));
    const histograms = ['weights/a', 'weights/b'].flatMap((key) =>
      [10, 20].map((at) => ({ key, step: at, time: at, edges: [0, 0.5, 1], counts: [at, 4] })),
    );
    await server.send('POST', `/runs/${id}/ingest`, { writer: id, attempt: 1, seq: 1, series, histograms });
    if (id !== 'other') await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
  }
  return server;
}

/** What the page asks for from now on, and what goes over its WebSocket. */
function traffic(page: Page) {
  const requests: Request[] = [];
  const frames: string[] = [];
  page.on('request', (request) => void (request.url().includes('/api/') && requests.push(request)));
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(String(payload)));
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
  });
  return {
    panels: () => requests.filter((request) => request.url().endsWith('/query/panels')),
    frames,
    /** Resolves once nothing was asked, sent or received for a second. */
    async rest() {
      for (let before = -1; before !== requests.length + frames.length; ) {
        before = requests.length + frames.length;
        await page.waitForTimeout(1000);
      }
    },
    clear() {
      requests.length = 0;
      frames.length = 0;
    },
    all: () => [...requests.map((request) => request.url()), ...frames],
  };
}

async function openQuiet(address: string) {
  const page = await browser.open('about:blank');
  const seen = traffic(page);
  await page.goto(address);
  await page.locator('.plot canvas').first().waitFor();
  await seen.rest();
  return { page, seen };
}

test.each(['/compare?runs=alpha,beta', '/runs/alpha'])(
  '%s asks once for all its panels, and once for a zoom',
  async (path) => {
    const server = await withRuns();
    const { page, seen } = await openQuiet(server.address + path);
    expect(seen.panels()).toHaveLength(1);
    const { parts } = seen.panels()[0]?.postDataJSON() ?? {};
    expect(parts.flatMap(({ keys }: { keys: string[] }) => keys).length).toBeGreaterThanOrEqual(4);

    seen.clear();
    const box = await page.locator('.plot').first().boundingBox();
    if (!box) throw new Error('the panel is not shown');
    await page.mouse.move(box.x + box.width * 0.4, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 90, { steps: 5 });
    await page.mouse.up();
    await seen.rest();
    expect(seen.panels()).toHaveLength(1);
    expect(seen.panels()[0]?.postDataJSON().parts[0].window).toHaveLength(2);
  },
);

test.each(['/compare?runs=alpha,beta', '/runs/alpha', '/runs/alpha?tab=histograms'])(
  '%s of finished runs is at rest: it sends and receives nothing, and asks nothing while another run logs',
  async (path) => {
    const server = await withRuns();
    const { page, seen } = await openQuiet(server.address + path);
    seen.clear();
    await page.waitForTimeout(2500);
    expect(seen.all()).toEqual([]);

    for (let step = 3001; step < 3021; step++) {
      await server.send('POST', '/runs/other/log', { step, metrics: { 'train/loss': 1 } });
      await page.waitForTimeout(100);
    }
    expect(seen.all().filter((each) => !each.startsWith('{"type":"runs"'))).toEqual([]);
  },
);

test('a panel that loads shows no axes, and dragging on it does nothing', async () => {
  const server = await withRuns();
  const page = await browser.open('about:blank');
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/query/panels', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${server.address}/compare?runs=alpha,beta`);
  const panel = page.locator('[data-chart="train/loss"]');
  await panel.getByRole('status', { name: 'Loading train/loss' }).waitFor();
  expect(await page.locator('canvas').count()).toBe(0);
  const address = page.url();
  await panel.hover();
  await page.mouse.down();
  await page.mouse.move(900, 400, { steps: 5 });
  await page.mouse.up();
  expect(page.url()).toBe(address);

  answer();
  await panel.locator('canvas.lines').waitFor();
  await eventually(() => panel.getAttribute('data-points')).toBe('6000');
});

test('while a zoom is read, the curve before it is dimmed and out of reach', async () => {
  const server = await withRuns();
  const { page } = await openQuiet(`${server.address}/compare?runs=alpha,beta`);
  const plot = page.locator('[data-chart="train/loss"] .plot');
  await page.route('**/query/panels', () => {});
  await page.getByLabel('x axis', { exact: true }).selectOption('time');

  const style = (name: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('[data-chart="train/loss"] .plot')).${name}`);
  await eventually(() => style('pointerEvents')).toBe('none');
  await eventually(async () => Number(await style('opacity'))).toBeLessThan(1);
  expect(await plot.locator('canvas.lines').count()).toBe(1);
});

test('histograms are panels: drawn over their steps, one step apart, and kept up live', async () => {
  const server = await withRuns();
  const page = await browser.open(`${server.address}/runs/other?tab=histograms`);
  const panel = page.locator('[data-histogram="weights/a"]');
  await eventually(() => panel.getByRole('img').getAttribute('aria-label')).toMatch(
    /weights\/a at step 20: .* over 2 steps/,
  );
  const histogram = { key: 'weights/a', step: 30, time: 30, edges: [0, 1], counts: [9] };
  await server.send('POST', '/runs/other/ingest', { writer: 'other', attempt: 1, seq: 2, histograms: [histogram] });

  await eventually(() => panel.getByRole('img').getAttribute('aria-label')).toMatch(/at step 30: .* over 3 steps/);
  await page.getByRole('slider').fill('0');
  await eventually(() => panel.textContent()).toMatch(/Step 10 ·/);
});
