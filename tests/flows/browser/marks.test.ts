import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

vi.setConfig({ testTimeout: 60_000 });
const browser = withBrowser();
const START = Date.UTC(2026, 2, 28);
const step = Array.from({ length: 3000 }, (_, index) => index + 1);
const time = step.map((each) => START + each * 1000);

/** Two runs with an event each, and one whose loss is NaN from step 900 on. */
const server = withLossboard(async ({ send }) => {
  for (const [index, name] of ['alpha', 'beta', 'nan'].entries()) {
    const id = `run-${name}`;
    await send('POST', '/runs', { id, name, project: name === 'nan' ? 'q' : 'p' });
    const value = step.map((each) => (name === 'nan' && each >= 900 ? 'NaN' : (index + 1) / each));
    const event = { kind: 'checkpoint', step: 1500 + index, time: START, text: `kept ${index}` };
    const batch = { series: { loss: { step, time, value } }, ...(name !== 'nan' && { events: [event] }) };
    await send('POST', `/runs/${id}/ingest`, { writer: id, attempt: 1, seq: 1, ...batch });
    await send('PATCH', `/runs/${id}`, { state: 'finished' });
  }
});

const card = (page: Page, title: string) => page.locator(`[data-chart="${title}"]`);

test('events of several runs are marked once that is asked for, and named at the crosshair', async () => {
  const page = await browser.open(`${server.current.address}/compare?runs=run-alpha,run-beta&keys=loss`);
  await card(page, 'loss').locator('canvas.lines').waitFor();
  const marks = card(page, 'loss').locator('[data-event="checkpoint"]');
  expect(await marks.count()).toBe(0);
  await page.getByLabel('Events').check();
  await eventually(() => marks.count()).toBe(2);
  expect(new URL(page.url()).searchParams.get('events')).toBe('1');
  const colors = await marks.evaluateAll((all) => all.map((each) => each.getAttribute('style')));
  expect(new Set(colors).size).toBe(2);
  const box = await marks.first().boundingBox();
  if (!box) throw new Error('the mark is not shown');
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  await card(page, 'loss').locator('.tooltip .marks').getByText('alpha: checkpoint at step 1,500: kept 0').waitFor();
});

test('the page of a run names its first NaN, and leads to it', async () => {
  const page = await browser.open(`${server.current.address}/runs/run-nan`);
  await page.getByRole('link', { name: 'First NaN in loss at step 900' }).click();
  await card(page, 'loss').locator('.tooltip.pinned').getByText('Step 900').waitFor();
});
