import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';
import type { RunMemories, RunMemory } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import type { ChunkStore } from '../tables/chunk-store.ts';
import type { Journal } from '../tables/journal.ts';
import { sealSeries } from './seal.ts';
import { inGroups } from './seal-groups.ts';

export interface SealLimits {
  /** Points written in one transaction, so that requests wait a few milliseconds at most. */
  slicePoints: number;
  sliceSeries: number;
  /** A run is sealed when its journal holds this many points (and so many for each of its series) … */
  runPoints: number;
  seriesPoints: number;
  /** … or rows, which a restart has to read … */
  runRows: number;
  /** … or the oldest of them has waited this long. */
  ageMs: number;
  /** Pending points of all runs beyond which writers have to wait until some are sealed. */
  waitingPoints: number;
}

export const SEAL_LIMITS: SealLimits = {
  slicePoints: 49_152,
  sliceSeries: 500,
  runPoints: 131_072,
  seriesPoints: 8192,
  runRows: 2000,
  ageMs: 60_000,
  waitingPoints: 4_000_000,
};

const CHECK_EVERY_MS = 1000;
/** Points pending in memory beyond which a run is sealed however many series it has. */
const MAX_RUN_POINTS = 1_000_000;
/** A run that could not be sealed is left alone for this long. */
const RETRY_MS = 60_000;

export interface SealerOptions {
  db: Db;
  memory: RunMemories;
  chunks: ChunkStore;
  journal: Journal;
  now: () => number;
  limits: SealLimits;
  onError: (error: unknown) => void;
}

/**
 * Moves points from the journal into chunks in the background, one run at a time, in small
 * transactions between which requests run.
 *
 * A run's journal rows go when all their points are in chunks. Until then a restart reads them all
 * again, in order, over whatever is in chunks already, and arrives at the same series.
 */
export function createSealer({ db, memory, chunks, journal, now, limits, onError }: SealerOptions) {
  let working: Promise<void> | undefined;
  let isClosed = false;
  const failedAt = new Map<number, number>();
  const timer = setInterval(() => wake(), CHECK_EVERY_MS).unref();

  /** Seals the first of the series, as much as one transaction should; those that are done are taken off the list. */
  const sealSlice = db.transaction((waiting: SeriesMemory[]) => {
    let left = limits.slicePoints;
    for (let taken = 0; left > 0 && taken < limits.sliceSeries; taken++) {
      const series = waiting.at(-1);
      if (!series) return;
      left -= sealSeries(series, chunks, left);
      memory.saveTotal(series);
      if (series.tail.length === 0) waiting.pop();
    }
  });

  function isDue({ pending, byId }: RunMemory): boolean {
    const enough = Math.min(Math.max(limits.runPoints, byId.size * limits.seriesPoints), MAX_RUN_POINTS);
    return pending.points >= enough || pending.rows >= limits.runRows || now() - pending.since >= limits.ageMs;
  }

  async function sealRun(run: RunMemory): Promise<void> {
    const then = { ...run.pending };
    const waiting = [...run.byId.values()].filter(({ tail }) => tail.length > 0).reverse(); // taken from the end
    try {
      while (waiting.length > 0) {
        sealSlice.immediate(waiting);
        await nextTurn();
        if (!memory.holds(run)) return;
      }
      journal.clear(run.number, then.lastRow);
      memory.settle(run, then);
      failedAt.delete(run.number);
    } catch (error) {
      failedAt.set(run.number, now());
      chunks.forgetAll();
      memory.reload(run.number);
      onError(error);
    }
  }

  /** Seals runs of few points; returns those that are done. Others go on the next time, with what they have in chunks now. */
  const sealRuns = db.transaction((runs: readonly RunMemory[]) => {
    let left = limits.slicePoints;
    for (const series of runs.flatMap(({ byId }) => [...byId.values()])) {
      if (series.tail.length === 0 || left <= 0) continue;
      left -= sealSeries(series, chunks, left);
      memory.saveTotal(series);
    }
    const done = runs.filter(({ byId }) => [...byId.values()].every(({ tail }) => tail.length === 0));
    for (const { number, pending } of done) journal.clear(number, pending.lastRow);
    return done;
  });

  /** Seals small runs in one transaction, where each of its own would be two synced commits; those of a group that fails, one by one. */
  async function sealGroup(runs: readonly RunMemory[]): Promise<void> {
    if (runs.length < 2) return sealEach(runs);
    try {
      for (const run of sealRuns.immediate(runs)) memory.settle(run, { ...run.pending });
      await nextTurn();
    } catch {
      chunks.forgetAll();
      for (const { number } of runs) memory.reload(number);
      await sealEach(runs.flatMap(({ number }) => memory.peek(number) ?? [])); // the one at fault reports its error
    }
  }

  async function sealEach(runs: readonly RunMemory[]): Promise<void> {
    for (const run of runs) if (memory.holds(run)) await sealRun(run);
  }

  /** Seals runs, those with most points first, as long as there are some that are wanted. */
  async function work(isWanted: (run: RunMemory) => boolean): Promise<void> {
    for (;;) {
      const wanted = memory
        .pending()
        .filter((each) => mayBeTried(each) && isWanted(each))
        .sort((a, b) => b.pending.points - a.pending.points);
      if (wanted.length === 0) return;
      for (const group of inGroups(wanted, limits)) {
        await sealGroup(group.filter((run) => memory.holds(run) && isWanted(run)));
      }
    }
  }

  const mayBeTried = ({ number }: RunMemory) => now() - (failedAt.get(number) ?? Number.NEGATIVE_INFINITY) >= RETRY_MS;

  const isFull = () => memory.pendingPoints() > limits.waitingPoints;

  /** Begins to seal what is due, unless that is going on already; only these runs are checked for being due. */
  function wake(runs: readonly RunMemory[] = memory.pending()): void {
    if (isClosed || working || !(isFull() || runs.some(isDue))) return;
    working = work((run) => !isClosed && (isDue(run) || isFull()))
      .catch(onError)
      .finally(() => {
        working = undefined;
      });
  }

  return {
    wake,

    /** Resolves when there is room for more points, which bounds memory when writers are faster than the disk. */
    async room(): Promise<void> {
      if (!isFull()) return;
      wake();
      await working;
    },

    /** Seals one run. @throws {AppError} `internal` when that is not possible */
    async sealRun(number: number): Promise<void> {
      await working;
      await sealRun(memory.get(number));
      if (failedAt.has(number)) throw new AppError('internal', `run number ${number} could not be sealed`);
    },

    /** Seals everything there is. */
    async sealAll(): Promise<void> {
      await working;
      await work(() => true);
    },

    async close(): Promise<void> {
      isClosed = true;
      clearInterval(timer);
      await working;
    },
  };
}

export type Sealer = ReturnType<typeof createSealer>;
