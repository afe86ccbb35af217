import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const KEY = '100%, a&b=c+d #1/é';

async function withAwkwardNames() {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'percent', project: '50% off & more', config: { 'x%': 1, 'a,b': 2 } });
  await server.send('POST', '/runs/percent/log', { step: 1, metrics: { [KEY]: 1, '100%': 2 } });
  return server;
}

test.each([
  ['/compare?runs=percent&keys=100%25', '[data-chart="100%"]'],
  ['/compare?runs=percent,%,%25&keys=100%25', '[data-chart="100%"]'],
  ['/?columns=config.x%25', 'th:has-text("x%")'],
  ['/?q=%&project=%ff&state=%', 'text=No run fits the filter'],
  ['/runs/%', 'text=There is no such run'],
  ['/runs/a.b', 'text=There is no such run'],
  ['/runs/percent?tab=%&metrics=%&zoom=%~%', '[data-chart]'],
  ['/new?from=%', '[role=alert]'],
  ['/new?from=..', '[role=alert]'],
  ['/datasets?q=%', 'h1'],
  ['/%', 'text=no such page'],
])('%s shows what it can mean', async (path, shown) => {
  const server = await withAwkwardNames();
  const page = await browser.open(server.address + path);
  await page.locator(shown).first().waitFor();
});

test('metrics, columns and projects that are picked on the page are there after a reload, whatever their names', async () => {
  const server = await withAwkwardNames();
  const page = await browser.open(`${server.address}/compare?runs=percent`);
  const charts = () =>
    page.locator('[data-chart]').evaluateAll((all) => all.map((each) => each.getAttribute('data-chart')));
  await eventually(charts).toEqual([KEY, '100%']);
  await page.getByRole('button', { name: '2 metrics of 2' }).click();
  await page.getByRole('list', { name: 'metrics' }).getByText('100%', { exact: true }).click();
  await eventually(charts).toEqual([KEY]);
  await page.reload();
  await eventually(charts).toEqual([KEY]);

  await page.goto(`${server.address}/runs`);
  await page.getByLabel('Project', { exact: true }).selectOption('50% off & more');
  await page.getByText('Columns', { exact: true }).click();
  for (const name of ['config.a,b', `summary.${KEY}.last`]) {
    await page.getByRole('list', { name: 'columns' }).getByText(name, { exact: true }).click();
  }
  await page.reload();
  await eventually(() =>
    page.locator('th[title]').evaluateAll((all) => all.map((th) => th.getAttribute('title'))),
  ).toEqual(expect.arrayContaining(['config.a,b', `summary.${KEY}.last`]));
  expect(await page.getByLabel('Project', { exact: true }).inputValue()).toBe('50% off & more');
});
