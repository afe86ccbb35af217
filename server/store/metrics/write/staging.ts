import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import type { Bucket } from '../points/bucket.ts';
import { type Points, slicePoints } from '../points/points.ts';
import type { Journal } from '../tables/journal.ts';
import { type Content, PIECE_POINTS, type PreparedBatch, type PreparedSeries, sumUp } from './prepared-batch.ts';

/** Points of one part, and of a batch beyond which it is written in parts: what takes about ten milliseconds. */
const PART_POINTS = 49_152;
/** What a series costs beside its points, in points. */
const SERIES_POINTS = 64;
/** What a histogram costs, in points. */
const HISTOGRAM_POINTS = 100;

/** A series of a staged batch, and what it has to do with what the run has already. */
export interface StagedSeries extends PreparedSeries {
  /** What the points sum up to. */
  bucket: Bucket;
  /** How many of the steps the series `of` had when it had been changed so many times. */
  known: { count: number; of: SeriesMemory; changes: number };
}

/** A batch whose points are on disk, in parts that nothing refers to yet. */
export interface StagedBatch {
  batch: number;
  series: StagedSeries[];
}

export interface StagingOptions {
  db: Db;
  memory: RunMemories;
  journal: Journal;
  onError: (error: unknown) => void;
  partPoints?: number | undefined;
}

/**
 * Writes the points of a large batch ahead of the transaction that accepts it, in parts, each in a short transaction of
 * its own: that one has little left to write. Until then no reader sees them, and after a crash they are removed.
 */
export function createStaging({ db, memory, journal, onError, partPoints = PART_POINTS }: StagingOptions) {
  const writeIn = db.transaction((run: number, batch: number, part: readonly PreparedSeries[]) => {
    const target = memory.get(run);
    const found = part.map(({ key, points }) => ({ key, points, series: memory.findOrCreate(target, key).id }));
    journal.appendPart(batch, found);
    return found.map(({ key, series }) => [key, series] as const);
  });

  /** Writes a part, and the rows of series that are new; returns their ids. */
  function writePart(run: number, batch: number, part: readonly PreparedSeries[]) {
    try {
      return writeIn.immediate(run, batch, part);
    } catch (error) {
      memory.reload(run); // it may know series that were rolled back
      throw error;
    }
  }

  /** Counts what the run has of a series already: good until points are added to it. */
  function* countKnown(of: SeriesMemory, { steps }: Points): Generator<undefined, StagedSeries['known']> {
    const known = { count: 0, of, changes: of.changes };
    for (let from = 0; from < steps.length && (steps[from] as number) <= of.lastStep; from += PIECE_POINTS) {
      known.count += of.countKnown(steps.subarray(from, from + PIECE_POINTS));
      yield;
    }
    return known;
  }

  /** @throws {AppError} `overloaded` when the series is no longer there */
  function find(run: number, { key }: PreparedSeries, id: number | undefined): SeriesMemory {
    const series = memory.find(memory.get(run), key);
    if (series && series.id === id) return series;
    throw changedSeries(key);
  }

  /** What fails here is left to the next start. */
  function discard(batch: number): void {
    try {
      journal.discard(batch);
    } catch (error) {
      onError(error);
    }
  }

  return {
    /** Whether storing so much in one transaction would keep other requests waiting. */
    isLarge({ series = {}, histograms = [] }: Content): boolean {
      const points = Object.values(series).reduce((sum, { step }) => sum + step.length + SERIES_POINTS, 0);
      return points + histograms.length * HISTOGRAM_POINTS > partPoints;
    },

    /**
     * Stages a batch, yielding between pieces of the work. What it has written is removed when it fails.
     *
     * @throws {AppError} as `append` refuses a batch
     */
    *stage(run: number, { series }: PreparedBatch): Generator<undefined, StagedBatch> {
      memory.checkRoom(
        memory.get(run),
        series.map(({ key }) => key),
      );
      const batch = journal.newBatch();
      const ids = new Map<string, number>();
      const staged: StagedSeries[] = [];
      try {
        for (const part of partsOf(series, partPoints)) {
          for (const [key, id] of writePart(run, batch, part)) {
            if ((ids.get(key) ?? id) !== id) throw changedSeries(key);
            ids.set(key, id);
          }
          yield;
        }
        for (const each of series) {
          const bucket = yield* sumUp(each.points);
          const known = yield* countKnown(find(run, each, ids.get(each.key)), each.points);
          staged.push({ ...each, bucket, known });
        }
        return { batch, series: staged };
      } catch (error) {
        discard(batch);
        throw error;
      }
    },

    /** Removes what was written of a batch that is not accepted after all. */
    discard: ({ batch }: StagedBatch): void => discard(batch),
  };
}

export type Staging = ReturnType<typeof createStaging>;

/** Refuses points whose series was deleted or renamed since they were staged: sent again, they find it as it is now. */
export function changedSeries(key: string): AppError {
  return new AppError('overloaded', `Series "${key}" was changed while points of it came in: send them again.`, {
    retryAfterSeconds: 1,
  });
}

/** The points in the order of the batch, in parts that each hold about as much work. */
function* partsOf(series: readonly PreparedSeries[], partPoints: number): Generator<PreparedSeries[]> {
  let part: PreparedSeries[] = [];
  let weight = 0;
  for (const each of series) {
    for (let from = 0; from < each.points.steps.length; ) {
      const to = Math.min(each.points.steps.length, from + Math.max(1, partPoints - weight - SERIES_POINTS));
      part.push({ ...each, points: slicePoints(each.points, from, to) });
      weight += to - from + SERIES_POINTS;
      from = to;
      if (weight < partPoints) continue;
      yield part;
      part = [];
      weight = 0;
    }
  }
  if (part.length > 0) yield part;
}
