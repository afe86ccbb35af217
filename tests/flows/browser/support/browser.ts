import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { findBrowser } from '../../../support/find-browser.ts';
import { spawnServer } from '../../../support/server-process.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const MISSING = 'No Chromium was found. Install one, or name it in LOSSBOARD_BROWSER; `npm test` says how.';
const DESKTOP = { width: 1440, height: 900 };
/** What Chromium itself reports about a server that is away. */
const AWAY = /WebSocket connection|ERR_CONNECTION|Failed to load resource/;

/** One Chromium for the tests of a file. Call at the top of the file. */
export function withBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error(MISSING);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  });
  afterAll(() => browser?.close());

  return {
    /** A page of its own cookies and storage. The test fails when the page throws or breaks its own security policy. */
    async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ viewport: DESKTOP, acceptDownloads: true, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !AWAY.test(message.text())) faults.push(message.text());
      });
      onTestFinished(async () => {
        await context.close();
        expect(faults).toEqual([]);
      });
      await page.goto(address);
      return page;
    },
  };
}

/** The server as `npm start` runs it, with an empty data folder. */
export function startLossboard(...flags: string[]) {
  return spawnServer(['--data', temporaryFolder(), '--port', '0', '--workers', '1', ...flags]);
}

/** One server for the tests of a file, which must not stand in each other's way. Call at the top of the file. */
export function withLossboard(fill: (server: Lossboard) => Promise<void>): { readonly current: Lossboard } {
  let server: Lossboard;
  const tasks: (() => void)[] = [];
  const whenDone = (task: () => void) => void tasks.push(task);
  beforeAll(async () => {
    server = await spawnServer(['--data', temporaryFolder(whenDone), '--port', '0', '--workers', '1'], {}, whenDone);
    await fill(server);
  }, 120_000);
  afterAll(async () => {
    for (const task of tasks.toReversed()) await task();
  });
  return {
    get current() {
      return server;
    },
  };
}

export type Lossboard = Awaited<ReturnType<typeof spawnServer>>;

/** Resolves when what is read from the page equals `value`. */
export function eventually<T>(read: () => Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 30 });
}
