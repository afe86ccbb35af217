import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../database.ts';
import type { RunMemories, RunMemory } from './run-memory.ts';
import type { SeriesMemory } from './series-memory.ts';

const EVERY_MS = 2000;
/** Series written down at once, so that requests wait a few milliseconds at most. */
const MAX_SERIES = 500;

/** Keeps `summaries` close behind series that are written to, so that runs are found by what they say now. */
export function createSummarizer(db: Db, memory: RunMemories, onError: (error: unknown) => void) {
  let isBusy = false;
  let isClosed = false;

  const save = db.transaction((behind: SeriesMemory[]) => {
    for (const series of behind) memory.saveSummary(series);
  });

  function saveOrKeep(behind: SeriesMemory[]): void {
    try {
      save.immediate(behind);
    } catch (error) {
      for (const series of behind) series.isSummarized = false; // so that the next time it is tried again
      throw error;
    }
  }

  async function summarizeRun(run: RunMemory): Promise<void> {
    const behind = [...run.byId.values()].filter(({ isSummarized }) => !isSummarized);
    while (behind.length > 0 && memory.holds(run) && !isClosed) {
      saveOrKeep(behind.splice(0, MAX_SERIES));
      if (behind.length > 0) await nextTurn();
    }
  }

  async function summarize(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      for (const run of memory.pending()) await summarizeRun(run).catch(onError);
    } finally {
      isBusy = false;
    }
  }

  const timer = setInterval(() => void summarize(), EVERY_MS).unref();

  return {
    close(): void {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
