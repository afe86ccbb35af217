import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EditMark } from '../../../ports/edit-mark.ts';
import type { Db } from '../../sqlite.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import { lowerBound, slicePoints } from '../points/points.ts';
import type { ActivityStore } from '../tables/activity-store.ts';
import type { ChunkEntry, ChunkStore } from '../tables/chunk-store.ts';
import type { EditMarks } from '../tables/edit-marks.ts';
import { createSummaries } from '../tables/summaries.ts';

export interface TruncationOptions {
  db: Db;
  memory: RunMemories;
  chunks: ChunkStore;
  activity: ActivityStore;
  marks: EditMarks;
  /** Series of one transaction, so that requests wait a few milliseconds at most. */
  sliceSeries: number;
  onError: (error: unknown) => void;
}

const RETRY_MS = 10_000;

/**
 * Removes what a run whose points are all in chunks has logged after a step.
 *
 * A run with many series is truncated a few series a transaction, so that requests run between them. A row
 * of `cuts` records first that this has begun, and the run is locked until the last transaction: readers
 * see it before or after, and what a crash or a full disk interrupts is finished later.
 */
export function createTruncation({ db, memory, chunks, activity, marks, sliceSeries, onError }: TruncationOptions) {
  const summaries = createSummaries(db);
  const removeSeries = db.prepare<[number]>('DELETE FROM series WHERE id = ?');
  const removeHistograms = db.prepare<[number, number]>(`
    DELETE FROM histograms WHERE step > ? AND key IN (SELECT id FROM histogram_keys WHERE run = ?)`);
  // What was changed about a run stays known, whatever is cut off.
  const removeEvents = db.prepare<[number, number]>(
    "DELETE FROM run_events WHERE step > ? AND run = ? AND kind <> 'edit'",
  );
  const insertCut = db.prepare<[number, number]>('INSERT INTO cuts (run, step) VALUES (?, ?)');
  const end = db.prepare<[number]>('DELETE FROM cuts WHERE run = ?');
  const begun = db.prepare<[], { run: number; step: number }>('SELECT run, step FROM cuts');
  const isBegun = db.prepare<[number], 1>('SELECT 1 FROM cuts WHERE run = ?').pluck();
  const count = db.prepare<[number], number>('SELECT count(*) FROM series WHERE run = ?').pluck();
  /** A cut that has begun is finished whatever happens, so its mark is there from its begin. */
  const begin = db.transaction((run: number, step: number, mark: EditMark | undefined) => {
    insertCut.run(run, step);
    marks.add(run, mark, Math.max(0, step));
  });
  const slice = db.transaction(truncatePage);
  const last = db.transaction(finish);
  let isClosed = false;
  let working: Promise<unknown> = Promise.resolve();

  /** Returns the highest step that is left, -1 for none. */
  function truncatePage(page: SeriesMemory[], step: number): number {
    for (const series of page) truncateSeries(series, step);
    return page.reduce((max, { sealed }) => (sealed.count > 0 ? Math.max(max, sealed.lastStep) : max), -1);
  }

  /** Removes the chunks after `step`, and the end of the one that holds it. */
  function truncateSeries(series: SeriesMemory, step: number): void {
    const { directory } = series;
    const untouched = beginOf(directory, step);
    const [first, ...beyond] = directory.slice(untouched);
    if (!first) return;
    const kept = keptOf(first, step);
    for (const { id } of [first, ...beyond]) chunks.remove(id);
    const replaced = kept.steps.length > 0 ? [chunks.insert(series.id, kept)] : [];
    series.seal(untouched, directory.length - untouched, replaced, 0);
    if (series.sealed.count > 0) memory.saveTotal(series);
    else {
      removeSeries.run(series.id);
      summaries.remove(series.run, series.key);
    }
  }

  function keptOf({ id }: ChunkEntry, step: number) {
    const points = chunks.read(id);
    return slicePoints(points, 0, lowerBound(points.steps, step + 1));
  }

  /** Returns the new revision. */
  function finish(run: number, step: number, lastStep: number): number {
    removeHistograms.run(step, run);
    removeEvents.run(step, run);
    activity.setMaxStep(run, lastStep < 0 ? null : lastStep);
    end.run(run);
    return activity.add(run, { commits: 1 }).rev;
  }

  async function check(run: number, step: number): Promise<void> {
    for (const page of memory.pages(run, sliceSeries)) {
      for (const { directory } of page) {
        const first = directory[beginOf(directory, step)];
        if (first) keptOf(first, step);
      }
      await nextTurn();
    }
  }

  async function truncateInSlices(run: number, step: number): Promise<number> {
    let lastStep = -1;
    for (const page of memory.pages(run, sliceSeries)) {
      lastStep = Math.max(lastStep, slice.immediate(page, step));
      await nextTurn();
      if (isClosed) throw new Error('closed while truncating a run, which the next start will finish');
    }
    const rev = last.immediate(run, step, lastStep);
    memory.unlock(run);
    return rev;
  }

  async function retry(run: number, step: number): Promise<void> {
    if (isClosed || !isBegun.get(run)) return; // the run may have been deleted meanwhile
    try {
      await truncateInSlices(run, step);
    } catch (error) {
      retryLater(run, step);
      if (!isClosed) onError(error);
    }
  }

  function retryLater(run: number, step: number): void {
    chunks.forgetAll(); // the ids of chunks that were rolled back may be given to others
    if (!isClosed) setTimeout(() => (working = working.then(() => retry(run, step))), RETRY_MS).unref();
  }

  for (const { run } of begun.all()) memory.lock(run);
  for (const { run, step } of begun.all()) working = working.then(nextTurn).then(() => retry(run, step));

  return {
    /** Whether a run has more series than one transaction should change. */
    isLarge: (run: number): boolean => (count.get(run) ?? 0) > sliceSeries,

    /** @throws {AppError} `internal` when a chunk that has to be read is damaged */
    check,

    /** Truncates within the transaction that is under way; returns the new revision. */
    atOnce(run: number, step: number, mark?: EditMark): number {
      let lastStep = -1;
      for (const page of memory.pages(run, sliceSeries)) lastStep = Math.max(lastStep, truncatePage(page, step));
      const rev = finish(run, step, lastStep);
      marks.add(run, mark);
      return rev;
    },

    /** Truncates a few series a transaction; returns the new revision. */
    async inSlices(run: number, step: number, mark?: EditMark): Promise<number> {
      begin.immediate(run, step, mark);
      memory.lock(run);
      const truncating = truncateInSlices(run, step);
      working = Promise.allSettled([working, truncating]);
      try {
        return await truncating;
      } catch (error) {
        retryLater(run, step);
        throw error;
      }
    },

    async close(): Promise<void> {
      isClosed = true;
      await working;
    },
  };
}

/** The place of the first chunk that has steps after `step`. */
const beginOf = (directory: readonly ChunkEntry[], step: number) =>
  directory.findLastIndex(({ bucket }) => bucket.lastStep <= step) + 1;

export type Truncation = ReturnType<typeof createTruncation>;
