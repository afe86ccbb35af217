import type { CDPSession, Page } from 'playwright-core';

/** A point that is not drawn after so long is taken for one that never is. */
const LATEST_MS = 5000;

/** What a page did in a stretch of time. */
export interface Observed {
  /** From sending a point to its line on the screen, each point of the first run on each chart. */
  delaysMs: number[];
  /** Processor time of the page's thread, in per cent of one processor; of that, in script. */
  busy: number;
  script: number;
  /** Processor time of all of the browser's processes, in per cent of one processor. */
  browser: number;
  /** Charts painted whole, and charts continued, a second. */
  paints: number;
  continued: number;
  /** Tasks of more than 50 ms, together, in ms a second. */
  longTasks: number;
  heapMb: number;
}

interface Noted {
  drawn: Record<string, [step: number, at: number][]>;
  paints: number;
  continued: number;
  longTasks: number;
}

/**
 * Runs in the page before anything else. \`window.lastSteps()\` gives the last step that each chart shows; each frame
 * in which one moved is noted, by the time after which it is on the screen.
 */
export const PROBE = `
  window.noted = { drawn: {}, paints: 0, continued: 0, longTasks: 0 };
  window.lastSteps = () => ({});
  new PerformanceObserver((list) => { for (const each of list.getEntries()) window.noted.longTasks += each.duration; })
    .observe({ type: 'longtask' });
  window.untilDrawn = (charts) => new Promise((resolve) => {
    const check = () => Object.values(window.lastSteps()).filter((step) => step > 0).length === charts ? resolve() : requestAnimationFrame(check);
    check();
  });
  const before = {};
  const look = () => {
    const last = window.lastSteps();
    setTimeout(() => {
      for (const [chart, step] of Object.entries(last)) {
        if (before[chart] === step) continue;
        before[chart] = step;
        (window.noted.drawn[chart] ??= []).push([step, Date.now()]);
      }
    });
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

/** What Chromium counts since the page began, in seconds of its thread. */
async function counted(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = (await session.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] };
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function browserSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: { cpuTime: number }[] };
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Observes a page that runs the probe. `sentAt` has the time at which each step of the first run was sent. */
export async function createObserver(page: Page, sentAt: ReadonlyMap<number, number>) {
  const session = await page.context().newCDPSession(page);
  const ofBrowser = await (
    page.context().browser() as NonNullable<ReturnType<ReturnType<Page['context']>['browser']>>
  ).newBrowserCDPSession();
  await session.send('Performance.enable', { timeDomain: 'threadTicks' }); // a busy machine does not count

  async function heapMb(): Promise<number> {
    await session.send('HeapProfiler.collectGarbage');
    return ((await counted(session)).JSHeapUsedSize ?? 0) / 1024 ** 2;
  }

  return {
    heapMb,
    async observe(seconds: number): Promise<Observed> {
      await page.evaluate('window.noted = { drawn: {}, paints: 0, continued: 0, longTasks: 0 }');
      const startedAt = Date.now();
      const [first, firstOfBrowser] = [await counted(session), await browserSeconds(ofBrowser)];
      await page.waitForTimeout(seconds * 1000);
      const [last, lastOfBrowser] = [await counted(session), await browserSeconds(ofBrowser)];
      const endedAt = Date.now();
      const took = (endedAt - startedAt) / 1000;
      const { paints, continued, longTasks } = await page.evaluate<Noted>('window.noted');
      await page.waitForTimeout(LATEST_MS);
      const noted = await page.evaluate<Noted>('window.noted');
      const perSecond = (name: string) => ((last[name] ?? 0) - (first[name] ?? 0)) / took;
      return {
        delaysMs: delays(
          noted,
          [...sentAt].filter(([, at]) => at >= startedAt && at < endedAt),
        ),
        busy: 100 * perSecond('TaskDuration'),
        script: 100 * perSecond('ScriptDuration'),
        browser: (100 * (lastOfBrowser - firstOfBrowser)) / took,
        paints: paints / took,
        continued: continued / took,
        longTasks: longTasks / took,
        heapMb: await heapMb(),
      };
    },
  };
}

/** Of each step on each chart, by the first frame that shows it or a later one; infinite where there was none. */
function delays({ drawn }: Noted, sent: readonly [step: number, at: number][]): number[] {
  return Object.values(drawn).flatMap((frames) =>
    sent.flatMap(([step, at]) => {
      const frame = frames.find(([shown]) => shown >= step);
      return [frame ? frame[1] - at : Number.POSITIVE_INFINITY];
    }),
  );
}
