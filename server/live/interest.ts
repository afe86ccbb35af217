import type { WatchMessage } from '../../shared/live.ts';

type Wanted = Pick<WatchMessage, 'list' | 'runs'>;

const NOTHING: Wanted = { list: false, runs: {} };

/** Which runs any page wants to hear of, known without asking each of a thousand pages at every commit. */
export function createInterest<Page>() {
  const wantedBy = new Map<Page, Wanted>();
  const watchers = new Map<string, number>();
  let lists = 0;

  function count(wanted: Wanted, by: 1 | -1): void {
    if (wanted.list) lists += by;
    for (const run of Object.keys(wanted.runs)) {
      const left = (watchers.get(run) ?? 0) + by;
      if (left > 0) watchers.set(run, left);
      else watchers.delete(run);
    }
  }

  function replace(page: Page, wanted: Wanted): void {
    count(wantedBy.get(page) ?? NOTHING, -1);
    wantedBy.set(page, wanted);
    count(wanted, 1);
  }

  return {
    /** Whether any page watches the run, or all of them. */
    isWatched: (run: string): boolean => lists > 0 || watchers.has(run),

    /** The page wants this from now on, and nothing else. */
    replace,

    forget(page: Page): void {
      replace(page, NOTHING);
      wantedBy.delete(page);
    },
  };
}
