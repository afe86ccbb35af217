import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const METRIC = 'Genauigkeit';

test('which way is better is set once for a project, shown at once on other open pages, and is there after a restart of them', async () => {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'r', project: 'p', name: 'r' });
  for (const [index, value] of [0.3, 0.9, 0.5].entries())
    await server.send('POST', '/runs/r/log', { step: index + 1, metrics: { [METRIC]: value } });
  const [first, second] = [
    await browser.open(`${server.address}/runs/r`),
    await browser.open(`${server.address}/runs/r`),
  ];
  const bestOn = (page: typeof first) => page.locator('header dl').textContent();
  for (const page of [first, second]) await page.getByRole('button', { name: `${METRIC}: neither way` }).waitFor();
  expect(await bestOn(second)).not.toContain('best');

  await first.getByRole('button', { name: `${METRIC}: neither way` }).click();
  await eventually(() => bestOn(second)).toContain('best 0.3 at 1');
  await second.getByRole('button', { name: `${METRIC}: lower is better` }).click();
  await eventually(() => bestOn(first)).toContain('best 0.9 at 2');
  expect((await server.send('GET', '/metric-settings')).body.settings).toEqual([
    { project: 'p', metric: METRIC, goal: 'max', unit: null },
  ]);

  await server.send('PATCH', '/metric-settings', { project: 'p', metric: METRIC, unit: '%' });
  await eventually(() => first.locator(`[data-value="${METRIC}"]`).textContent()).toBe('0.5 %');
  await first.reload();
  await eventually(() => bestOn(first)).toContain('best 0.9 at 2');
});
