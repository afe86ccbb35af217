import type { Page } from 'playwright-core';
import { type Opened, openAndWatch } from './watch.ts';

const CHART = `document.querySelector('[data-chart="loss"]')`;

/** Opens the compare page with one chart of runs that have as many points together. */
export function openCompare(page: Page, address: string, runs: string[], points: number): Promise<Opened> {
  const isDrawn = `${CHART}?.dataset.points === '${points}' && ${CHART}.querySelector('canvas.lines')?.width > 300`;
  return openAndWatch(page, `${address}/compare?runs=${runs}&keys=loss`, isDrawn, '/query/panels');
}

/** Drags a stretch of the chart open; milliseconds from the release until its finer data is drawn. */
export async function zoomIn(page: Page): Promise<number> {
  const box = await page.locator('[data-chart="loss"] .plot').boundingBox();
  if (!box) throw new Error('the chart is not shown');
  const points = await page.evaluate<string>(`${CHART}.dataset.points`);
  await page.evaluate(
    `addEventListener('pointerup', () => { window.released = performance.now(); }, { capture: true })`,
  );
  await page.mouse.move(box.x + box.width * 0.3, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 100, { steps: 3 });
  const redrawn = page.evaluate<number>(
    `window.drawn(() => ${CHART}.dataset.points !== '${points}' && ${CHART}.getAttribute('aria-busy') === 'false')`,
  );
  await page.mouse.up();
  return Math.round((await redrawn) - (await page.evaluate<number>('window.released')));
}
