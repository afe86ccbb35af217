import { copyFileSync, cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { type Opened, openAndWatch } from './watch.ts';

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/uplot.css">
<div id="chart"></div><script src="/uplot.js"></script><script src="/uplot-page.js"></script>`;
/** Reads what it draws in one request: of each pixel column the last step and the mean, as JSON, packed by the server. */
const SCRIPT = `
const runs = new URLSearchParams(location.search).get('runs').split(',');
const part = { kind: 'curves', runs, keys: ['loss'], pixels: 1400, columns: ['step', 'mean'] };
const headers = { 'content-type': 'application/json' };
fetch('/api/v1/query/panels', { method: 'POST', headers, body: JSON.stringify({ parts: [part] }) })
  .then((answer) => answer.json())
  .then(({ parts: [{ series: curves }] }) => {
    const data = [curves[0].columns.step, ...curves.map(({ columns }) => columns.mean)];
    const series = [{}, ...curves.map((_, index) => ({ stroke: 'hsl(' + index * 37 % 360 + ' 60% 45%)', width: 1.5 }))];
    const hooks = { draw: [() => { window.draws = (window.draws ?? 0) + 1; }] };
    const options = { width: 1400, height: 240, series, scales: { x: { time: false } }, legend: { show: false }, hooks };
    window.plot = new uPlot(options, data, document.getElementById('chart'));
  });
`;

/** A folder with the built page, and beside it one that does nothing but draw runs with uPlot. */
export function pageWithUplot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-page-'));
  cpSync(DIST, folder, { recursive: true });
  const { resolve } = createRequire(import.meta.url);
  copyFileSync(resolve('uplot/dist/uPlot.iife.min.js'), join(folder, 'uplot.js'));
  copyFileSync(resolve('uplot/dist/uPlot.min.css'), join(folder, 'uplot.css'));
  writeFileSync(join(folder, 'uplot.html'), PAGE);
  writeFileSync(join(folder, 'uplot-page.js'), SCRIPT);
  return folder;
}

export function openUplot(page: Page, address: string, runs: string[]): Promise<Opened> {
  return openAndWatch(page, `${address}/uplot.html?runs=${runs}`, 'window.draws > 0', '/query/panels');
}

/** Shows the same stretch as a zoom of ours; milliseconds until it is drawn. */
export async function zoomUplot(page: Page, steps: number): Promise<number> {
  const zoomMs = await page.evaluate<number>(`(async () => {
    const before = performance.now();
    const draws = window.draws;
    window.plot.setScale('x', { min: ${steps * 0.3}, max: ${steps * 0.6} });
    return (await window.drawn(() => window.draws > draws)) - before;
  })()`);
  return Math.round(zoomMs);
}
