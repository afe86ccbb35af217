import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../sqlite.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';

const EVERY_MS = 2000;
/** Series of one transaction, so that requests wait a few milliseconds at most. */
const MAX_SERIES = 500;

/** Keeps `summaries` close behind series that are written to, so that lists of runs find and sort by recent values. */
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
      for (const series of behind) series.isSummarized = false; // so that it is tried again the next time
      throw error;
    }
  }

  /** False for a series with a damaged chunk, so that the other series are still summed up. */
  function canBeSummed(series: SeriesMemory): boolean {
    try {
      return series.total.count > 0;
    } catch (error) {
      series.isSummarized = true; // reported once; tried again when points are added
      onError(error);
      return false;
    }
  }

  async function summarizeAll(): Promise<void> {
    const behind = memory.pending().flatMap((run) => {
      const changed = [...run.byId.values()].filter(({ isSummarized }) => !isSummarized);
      return changed.map((series) => ({ run, series }));
    });
    while (behind.length > 0 && !isClosed) {
      const current = behind.splice(0, MAX_SERIES).filter(({ run }) => memory.holds(run));
      saveOrKeep(current.map(({ series }) => series).filter(canBeSummed));
      if (behind.length > 0) await nextTurn();
    }
  }

  async function summarize(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    await summarizeAll().catch(onError);
    isBusy = false;
  }

  const timer = setInterval(() => void summarize(), EVERY_MS).unref();

  return {
    close(): void {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
