import type { Db } from '../database.ts';
import type { RunMemories } from './run-memory.ts';
import type { SeriesMemory } from './series-memory.ts';

const EVERY_MS = 2000;
/** Series written down at once, so that requests wait a few milliseconds at most. */
const MAX_SERIES = 2000;

/** Keeps `summaries` close behind series that are written to, so that runs are found by what they say now. */
export function createSummarizer(db: Db, memory: RunMemories, onError: (error: unknown) => void) {
  const save = db.transaction((behind: SeriesMemory[]) => {
    for (const series of behind) memory.saveSummary(series);
  });

  function summarize(): void {
    const behind: SeriesMemory[] = [];
    for (const { byId } of memory.pending()) {
      for (const series of byId.values()) {
        if (!series.isSummarized && behind.push(series) === MAX_SERIES) break;
      }
      if (behind.length === MAX_SERIES) break;
    }
    if (behind.length > 0) save.immediate(behind);
  }

  const timer = setInterval(() => {
    try {
      summarize();
    } catch (error) {
      onError(error);
    }
  }, EVERY_MS).unref();

  return { summarize, close: () => clearInterval(timer) };
}
