import type { RunMemories } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import type { Journal, JournalEntry } from '../tables/journal.ts';
import type { PreparedSeries } from './prepared-batch.ts';
import { changedSeries, type StagedBatch, type StagedSeries } from './staging.ts';

/** What points did to their run. Steps and times are null without points. */
export interface PointCounts {
  sent: number;
  stored: number;
  rewritten: number;
  maxStep: number | null;
  firstTime: number | null;
  /** Names of the series that begin with them. */
  newSeries: string[];
}

/** Journals points and adds them to the tails of their series, within the transaction that is under way. */
export function createPointWriter({ memory, journal }: { memory: RunMemories; journal: Journal }) {
  return {
    add(number: number, prepared: readonly PreparedSeries[]): PointCounts {
      const run = memory.get(number);
      const counts = noPoints();
      const entries: JournalEntry[] = [];
      for (const each of prepared) {
        const series = memory.findOrCreate(run, each.key);
        const isNew = series.lastStep < 0;
        count(counts, each, isNew, series.add(each.points));
        entries.push({ series: series.id, points: each.points });
      }
      if (entries.length > 0) memory.noteRow(run, journal.append(number, entries), entries);
      return counts;
    },

    /**
     * The series of the run that staged points belong to, in their order.
     *
     * @throws {AppError} `overloaded` when one was deleted or renamed since
     */
    seriesOf(number: number, { series }: StagedBatch): SeriesMemory[] {
      const run = memory.get(number);
      return series.map(({ key, known }) => {
        const found = memory.find(run, key);
        if (found?.id === known.of.id) return found;
        throw changedSeries(key);
      });
    },

    /** Adds points that are in the journal already, to the series that `seriesOf` found. */
    addStaged(number: number, { batch, series: staged }: StagedBatch, found: readonly SeriesMemory[]): PointCounts {
      const run = memory.get(number);
      const counts = noPoints();
      const entries: JournalEntry[] = [];
      for (const [index, each] of staged.entries()) {
        const series = found[index] as SeriesMemory;
        count(counts, each, series.lastStep < 0, knownOf(series, each));
        series.addCounted(each.points, each.bucket);
        entries.push({ series: series.id, points: each.points });
      }
      memory.noteRow(run, journal.accept(number, batch), entries);
      return counts;
    },
  };
}

export type PointWriter = ReturnType<typeof createPointWriter>;

/** How many of the steps the series has: as counted before, where nothing was added since. */
function knownOf(series: SeriesMemory, { points, known }: StagedSeries): number {
  const isCounted = series === known.of && series.changes === known.changes;
  return isCounted ? known.count : series.countKnown(points.steps);
}

const noPoints = (): PointCounts => ({
  sent: 0,
  stored: 0,
  rewritten: 0,
  maxStep: null,
  firstTime: null,
  newSeries: [],
});

function count(counts: PointCounts, { key, sent, points, firstTime }: PreparedSeries, isNew: boolean, known: number) {
  const stored = points.steps.length - known;
  counts.sent += sent;
  counts.stored += stored;
  counts.rewritten += sent - stored;
  counts.maxStep = Math.max(counts.maxStep ?? 0, points.steps.at(-1) as number);
  counts.firstTime = Math.min(counts.firstTime ?? Number.POSITIVE_INFINITY, firstTime);
  if (isNew) counts.newSeries.push(key);
}
