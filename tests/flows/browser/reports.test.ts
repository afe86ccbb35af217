import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { spawnServer } from '../../support/server-process.ts';
import { eventually, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const BODY = `## Findings

Both *learn*. <img src=x onerror=alert(1)>

\`\`\`panel
{"metrics": ["loss"], "runs": ["a", "b"], "title": "The losses"}
\`\`\`

- [x] done

\`\`\`panel
{"metrics": [], "colour": "red"}
\`\`\`
`;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 }); // each goes through many steps of a browser

const undo: (() => void)[] = [];
let server: Awaited<ReturnType<typeof spawnServer>>;
/** A site of another origin, and what its page has in it. */
let wiki = '';
let wikiBody = '';

/** One server for all: a project “p.1” with two runs of one metric, and for each test a report of its own about them. */
beforeAll(async () => {
  const data = mkdtempSync(join(tmpdir(), 'lossboard-'));
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Wiki</title>${wikiBody}`);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  undo.push(() => void site.close());
  wiki = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  undo.push(() => rmSync(data, { recursive: true, force: true }));
  server = await spawnServer(['--data', data, '--port', '0', '--workers', '1', '--allow-embed', wiki], {}, (task) => {
    undo.unshift(task);
  });
  for (const [id, scale] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    await server.send('POST', '/runs', { id, name: `run ${id}`, project: 'p.1', config: { rate: scale } });
    const step = Array.from({ length: 50 }, (_, index) => index);
    const loss = { step, time: step.map((each) => 1000 + each), value: step.map((each) => scale / (each + 1)) };
    await server.send('POST', `/runs/${id}/ingest`, { writer: 'w', attempt: 1, seq: 1, series: { loss } });
  }
});
afterAll(() => {
  for (const task of undo) task();
});

let reports = 0;
async function aReport(body = BODY) {
  const id = `r${++reports}`;
  const title = `What we found ${reports}`;
  await server.send('POST', '/projects/p.1/reports', { id, title, body });
  return {
    id,
    title,
    path: `${server.address}/projects/p.1/reports/${id}`,
    stored: async () => (await server.send('GET', `/projects/p.1/reports/${id}`)).body,
    change: (fields: object) => server.send('PUT', `/projects/p.1/reports/${id}`, fields),
  };
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

const chart = (page: Page) => page.locator('[data-chart="The losses"]');

test('a report shows its text and its charts, which follow the runs; what is wrong is said in place', async () => {
  const report = await aReport();
  const page = await browser.open(report.path);
  const points = async () => Number(await chart(page).getAttribute('data-points'));
  await eventually(async () => (await points()) >= 100).toBe(true);
  expect(await page.getByRole('heading', { name: 'Findings' }).count()).toBe(1);
  expect(await page.locator('article img').count()).toBe(0);
  expect(await page.getByRole('alert').textContent()).toContain('colour');
  const before = await points();
  await server.send('POST', '/runs/a/log', { step: 50, metrics: { loss: 0.5 } });
  await eventually(points).toBe(before + 1);
  expect(await violations(page)).toEqual([]);
});

test('what is typed is saved by itself, and what was there can be had again', async () => {
  const report = await aReport();
  const page = await browser.open(report.path);
  await page.getByRole('radio', { name: 'Write' }).check();
  await page.getByLabel('Title').fill('What we know');
  await page.getByLabel('Text of the report, in Markdown').fill('# Anew');
  await eventually(report.stored).toMatchObject({ title: 'What we know', body: '# Anew' });
  await eventually(() =>
    page
      .getByRole('status')
      .filter({ hasText: /^Saved$/ })
      .count(),
  ).toBe(1);
  expect(await page.getByRole('region', { name: 'Preview' }).getByRole('heading', { name: 'Anew' }).count()).toBe(1);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'As it was' }).press('ArrowRight');
  await page.getByRole('menuitem', { name: report.title }).click();
  await eventually(async () => (await report.stored()).title).toBe(report.title);
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => (await report.stored()).title).toBe('What we know');
});

test('a change of somebody else is never lost under what is typed', async () => {
  const report = await aReport();
  const page = await browser.open(`${report.path}?edit=yes`);
  const text = page.getByLabel('Text of the report, in Markdown');
  await text.waitFor();
  await report.change({ title: 'Theirs', body: 'theirs', revision: 1 });
  await text.fill('mine');
  await page.getByRole('alert').filter({ hasText: 'Somebody else changed this report' }).waitFor();
  expect(await report.stored()).toMatchObject({ body: 'theirs' });
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await eventually(async () => (await report.stored()).body).toBe('mine');
});

test('a chart is put in from a dialog, where the cursor is', async () => {
  const report = await aReport('before\n\nafter');
  const page = await browser.open(`${report.path}?edit=yes`);
  const text = page.getByLabel('Text of the report, in Markdown');
  await text.press('ControlOrMeta+Home');
  await text.press('ArrowDown');
  await page.getByRole('button', { name: 'Insert chart' }).click();
  await page.getByRole('checkbox', { name: 'loss' }).check();
  await page.getByRole('radio', { name: 'By a filter' }).check();
  await page.getByLabel('Filter of runs').fill('name ~ "run a"');
  await page.getByRole('button', { name: 'Insert', exact: true }).click();
  await eventually(async () => (await report.stored()).body).toBe(
    'before\n\n```panel\n{"metrics": [ "loss" ], "filter": "name ~ \\"run a\\""}\n```\n\nafter',
  );
  await page.locator('[data-chart=loss]').waitFor();
});

test('a report is one file that needs neither server nor script', async () => {
  const report = await aReport();
  const page = await browser.open(report.path);
  await eventually(() => page.locator('[data-picture] svg').count()).toBe(1);
  await page.getByRole('button', { name: 'Share' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download as one HTML file' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`${report.title.replaceAll(' ', '-')}.html`);
  const html = readFileSync(await file.path(), 'utf8');
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|<canvas|<[^>]*onerror|127\.0\.0\.1/);

  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('about:blank');
  await page.setContent(html);
  expect(asked).toEqual([]);
  expect(await page.getByRole('heading', { name: report.title }).count()).toBe(1);
  expect(await page.getByRole('checkbox').isChecked()).toBe(true);
  const lines = page.getByRole('img', { name: 'The losses' }).locator('path[fill=none]');
  expect(await lines.count()).toBeGreaterThanOrEqual(2);
  expect(await page.getByText('run b').count()).toBe(1);
});

/** One chart of each kind, and two that cannot be drawn. */
const block = (panel: object) => `\`\`\`panel\n${JSON.stringify(panel)}\n\`\`\`\n`;
const EVERY_KIND = [
  { title: 'Curves', metrics: ['loss'] },
  { title: 'Groups', metrics: ['loss'], grouping: { by: ['config.rate'] } },
  { title: 'Formula', metrics: [], formulas: ['loss * 2'] },
  { title: 'Bars', kind: 'bar', metrics: ['loss'] },
  { title: 'Boxes', kind: 'box', metrics: ['loss'], grouping: { by: ['config.rate'] } },
  { title: 'Points', kind: 'scatter', metrics: ['loss'], across: 'config.rate' },
  { title: 'Table', kind: 'table', metrics: ['loss'] },
];

test('every kind of chart is live in a report, and in its file; a wrong rule is said in its place', async () => {
  const wrong = [block({ metrics: [], pattern: '(' }), block({ metrics: [], pattern: '^none$' })];
  const report = await aReport([...EVERY_KIND.map(block), ...wrong].join('\n'));
  const page = await browser.open(report.path, { colorScheme: 'dark' });
  for (const { title, kind } of EVERY_KIND)
    await page
      .locator(kind ? `[data-summary="${title}"] :is(tr, circle)` : `[data-chart="${title}"] canvas`)
      .first()
      .waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('pattern is no regular expression');
  expect(await page.locator('article').textContent()).toContain('no metric that matches ^none$');
  await eventually(() => page.locator('[data-chart=Groups] .plot').getAttribute('aria-label')).toMatch(/rate 1 \(1\)/);
  expect(await violations(page)).toEqual([]);

  await server.send('POST', '/runs/b/log', { step: 60, metrics: { loss: 0.01 } });
  const row = page.locator('[data-summary=Table]').getByRole('row', { name: /run b/ });
  await eventually(() => row.textContent()).toContain('0.01');
  await page.getByRole('button', { name: 'Share' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download as one HTML file' }).click(),
  ]);
  const html = readFileSync(await file.path(), 'utf8');
  await page.goto('about:blank');
  await page.setContent(html);
  for (const { title, kind } of EVERY_KIND)
    expect(await page.getByRole(kind === 'table' ? 'table' : 'img', { name: title }).count()).toBe(1);
  expect(await page.getByRole('row', { name: /run b/ }).textContent()).toContain('0.01');
});

test('a chart of the workspace is added to a report with its groups and settings, and with the runs that it draws', async () => {
  const report = await aReport('as it was');
  const page = await browser.open(`${server.address}/projects/p.1?group=config.rate&y=linear`);
  await page.getByRole('button', { name: 'Actions for loss' }).click();
  await page.getByRole('menuitem', { name: 'Add to a report' }).click();
  await page.getByRole('heading', { name: 'Add loss to a report' }).waitFor();
  await page.getByRole('button', { name: report.title }).click();
  await eventually(() => page.locator('[data-chart=loss] .plot').getAttribute('aria-label')).toMatch(/rate 1 \(1\)/);
  const [text = '', json = ''] = (await report.stored()).body.split(/```panel|```/);
  expect(text.trim()).toBe('as it was');
  expect(JSON.parse(json)).toEqual({
    ...{ metrics: ['loss'], runs: ['b', 'a'], grouping: { by: ['config.rate'] }, settings: { y: 'linear' } },
  });
});

test('on paper there are the text and pictures of the charts, and nothing to press', async () => {
  const report = await aReport();
  const page = await browser.open(report.path, { colorScheme: 'dark' });
  await eventually(() => page.locator('[data-picture] svg').count()).toBe(1);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('banner').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Share' }).isVisible()).toBe(false);
  expect(await chart(page).isVisible()).toBe(false);
  expect(await page.locator('[data-picture] svg').isVisible()).toBe(true);
  expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
});

test('reports are listed, copied, deleted and brought back; a chart is added to one', async () => {
  const report = await aReport();
  const list = `${server.address}/projects/p.1/reports`;
  const page = await browser.open(list);
  const shown = page.getByRole('list', { name: 'Reports' });
  await page.getByRole('button', { name: `Actions for ${report.title}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await eventually(() => shown.getByRole('link', { name: report.title }).count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(() => shown.getByRole('link', { name: report.title }).count()).toBe(1);
  expect(await report.stored()).toMatchObject({ body: BODY });
  expect(await violations(page)).toEqual([]);

  await page.goto(`${list}?add=${encodeURIComponent('{"metrics":["loss"]}')}`);
  await shown.getByRole('button', { name: report.title }).click();
  await page.locator('[data-chart=loss]').waitFor();
  expect((await report.stored()).body).toMatch(/\{"metrics": \[ "loss" \]\}\n```$/);

  await page.goto(list);
  await page.getByRole('button', { name: 'New report' }).click();
  await eventually(() => page.getByLabel('Title').inputValue()).toBe('Untitled report');
  await page.locator('[data-chart=loss]').waitFor();
});

test('another page shows a report or a chart in a frame where the operator allows it', async () => {
  const report = await aReport();
  const panel = encodeURIComponent('{"metrics":["loss"]}');
  const frame = (path: string) => `<iframe src="${server.address}${path}" width="700" height="600"></iframe>`;
  wikiBody = `${frame(`/embed/report/${report.id}?project=p.1&theme=dark`)}${frame(`/embed/panel?project=p.1&panel=${panel}`)}`;
  const page = await browser.open(wiki);
  const [whole, single] = [page.frameLocator('iframe').first(), page.frameLocator('iframe').last()];
  await whole.getByRole('heading', { name: report.title }).waitFor();
  await whole.locator('[data-chart="The losses"]').waitFor();
  expect(await whole.getByRole('banner').count()).toBe(0);
  expect(await whole.locator('html').getAttribute('data-theme')).toBe('dark');
  await single.locator('[data-chart=loss]').waitFor();
});
