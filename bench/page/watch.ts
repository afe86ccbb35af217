import type { Page } from 'playwright-core';

/** What was asked of servers while a page was opened, and how long its thread was busy. */
export interface Opened {
  requests: number;
  kB: number;
  /** From the start of the navigation until the lines are on the screen. */
  drawnMs: number;
  /** From the last byte of the answer with the data until the lines are on the screen. */
  drawMs: number;
  /** From asking for the data until it is on the screen. */
  askedMs: number;
  /** Tasks of more than 50 ms, together. */
  longTasksMs: number;
}

/** Runs in the page before anything else: notes long tasks, and when what is waited for is on the screen. */
const NOTES = `
  window.longTasks = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) window.longTasks += each.duration; })
    .observe({ type: 'longtask', buffered: true });
  window.drawn = (isDrawn) => new Promise((resolve) => {
    const look = () => isDrawn() ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))) : requestAnimationFrame(look);
    look();
  });
`;

/** Opens an address and waits for \`isDrawn\`, an expression in the page; \`dataPath\` is the path of the answer with the data. */
export async function openAndWatch(page: Page, address: string, isDrawn: string, dataPath: string): Promise<Opened> {
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    sizes.push(
      request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
    );
  });
  await page.addInitScript(NOTES);
  await page.goto(address);
  const drawnMs = await page.evaluate<number>(`window.drawn(() => ${isDrawn})`);
  const [askedAt, answeredAt] = await page.evaluate<[number, number]>(`(() => {
    const { startTime, responseEnd } = performance.getEntriesByType('resource').filter(({ name }) => name.includes('${dataPath}')).at(-1);
    return [startTime, responseEnd];
  })()`);
  await page.waitForTimeout(500);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return {
    requests: sizes.length,
    kB: Math.round(bytes / 1000),
    drawnMs: Math.round(drawnMs),
    drawMs: Math.round(drawnMs - answeredAt),
    askedMs: Math.round(drawnMs - askedAt),
    longTasksMs: Math.round(await page.evaluate<number>('window.longTasks')),
  };
}
