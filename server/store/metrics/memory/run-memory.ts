import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';
import { decodeBuckets, encodeBuckets } from '../codec/bucket-codec.ts';
import type { ChunkStore } from '../tables/chunk-store.ts';
import type { Journal, JournalEntry } from '../tables/journal.ts';
import { createSummaries } from '../tables/summaries.ts';
import { createBacklog, type Pending } from './backlog.ts';
import { SeriesMemory } from './series-memory.ts';

interface SeriesRow {
  id: number;
  key: string;
  bucket: Buffer | null;
}

/** What memory holds of one run: a copy of the database that is ahead of its chunks by the journal. */
export interface RunMemory {
  readonly number: number;
  readonly byKey: Map<string, SeriesMemory>;
  readonly byId: Map<number, SeriesMemory>;
  /** Every series in the order they came, once that was asked for. */
  all: SeriesMemory[] | undefined;
  /** No fewer series than the run has, once that was asked for: some may have been deleted since. */
  seriesAtMost: number | undefined;
  /** What the journal holds of the run. */
  readonly pending: Pending;
}

/** Series that a run may have: each takes about 3 KB of memory while the run is written to. */
const MAX_SERIES = 50_000;
/** Runs kept in memory although nothing of theirs is pending. */
const MAX_IDLE_RUNS = 500;
/** Runs that are checked at most to find one that can be forgotten. */
const MAX_CHECKED = 8;

/** The runs in memory, loaded when first needed; one that was forgotten comes back equal from the database. */
export function createRunMemory(
  db: Db,
  chunks: ChunkStore,
  journal: Journal,
  now: () => number,
  maxSeries = MAX_SERIES,
) {
  const byKey = db.prepare<[number, string], SeriesRow>('SELECT id, key, bucket FROM series WHERE run = ? AND key = ?');
  const byId = db.prepare<[number], SeriesRow>('SELECT id, key, bucket FROM series WHERE id = ?');
  const byRun = db.prepare<[number, number], SeriesRow>(
    'SELECT id, key, bucket FROM series WHERE run = ? ORDER BY id LIMIT ?',
  );
  const page = db.prepare<[number, string, number], SeriesRow>(
    'SELECT id, key, bucket FROM series WHERE run = ? AND key > ? ORDER BY key LIMIT ?',
  );
  const count = db.prepare<[number], number>('SELECT count(*) FROM series WHERE run = ?').pluck();
  const insert = db.prepare<[number, string]>('INSERT INTO series (run, key) VALUES (?, ?)');
  const update = db.prepare<[Buffer, number]>('UPDATE series SET bucket = ? WHERE id = ?');
  const summaries = createSummaries(db);
  const runs = new Map<number, RunMemory>();
  const locked = new Set<number>();
  const backlog = createBacklog<RunMemory>(now);

  function load(number: number): RunMemory {
    const run: RunMemory = {
      number,
      byKey: new Map(),
      byId: new Map(),
      all: undefined,
      seriesAtMost: undefined,
      pending: { points: 0, rows: 0, lastRow: 0, since: 0 },
    };
    try {
      for (const { id, entries } of journal.read(number)) {
        for (const { series, points } of entries) findById(run, series)?.add(points);
        backlog.note(run, id, pointsOf(entries));
      }
    } catch (error) {
      backlog.drop(run);
      throw error;
    }
    return run;
  }

  /** @throws {AppError} `overloaded` while the run is locked, `internal` when its journal is damaged */
  function get(number: number): RunMemory {
    if (locked.has(number)) {
      throw new AppError('overloaded', 'The run is being changed: ask again a little later.', { retryAfterSeconds: 1 });
    }
    const run = runs.get(number) ?? load(number);
    runs.delete(number); // and in again: the map's order is that of last use
    runs.set(number, run);
    if (runs.size > MAX_IDLE_RUNS) forgetIdle();
    return run;
  }

  function forget(number: number): void {
    const run = runs.get(number);
    if (run) backlog.drop(run);
    runs.delete(number);
  }

  function forgetIdle(): void {
    let checked = 0;
    for (const [number, run] of runs) {
      if (run.pending.rows === 0) runs.delete(number);
      if (runs.size <= MAX_IDLE_RUNS || ++checked === MAX_CHECKED) return;
    }
  }

  const toSeries = (run: number, row: SeriesRow) =>
    new SeriesMemory({ ...row, run, sealed: row.bucket ? decodeBuckets(row.bucket)[0] : undefined }, chunks);

  function remember(run: RunMemory, row: SeriesRow): SeriesMemory {
    const known = run.byId.get(row.id);
    if (known) return known;
    const series = toSeries(run.number, row);
    run.byKey.set(series.key, series);
    run.byId.set(series.id, series);
    return series;
  }

  function findById(run: RunMemory, id: number): SeriesMemory | undefined {
    const known = run.byId.get(id);
    const row = known ? undefined : byId.get(id);
    return known ?? (row && remember(run, row));
  }

  function find(run: RunMemory, key: string): SeriesMemory | undefined {
    const known = run.byKey.get(key);
    const row = known ? undefined : byKey.get(run.number, key);
    return known ?? (row && remember(run, row));
  }

  /** Stores what a series sums up to, for lists of runs. */
  function saveSummary(series: SeriesMemory): void {
    summaries.save(series);
    series.isSummarized = true;
  }

  return {
    get,
    find,

    /** These points of the run came to the journal, as its row `row`. */
    noteRow: (run: RunMemory, row: number, entries: readonly JournalEntry[]): void =>
      backlog.note(run, row, pointsOf(entries)),

    /** @throws {AppError} `bad_point` naming the first of `keys` that would be one series too many */
    checkRoom(run: RunMemory, keys: Iterable<string>): void {
      const added = [...keys].filter((key) => !find(run, key));
      if (added.length === 0) return;
      const known = run.seriesAtMost;
      const before = known !== undefined && known + added.length <= maxSeries ? known : (count.get(run.number) ?? 0);
      run.seriesAtMost = before + added.length;
      const series = added[Math.max(0, maxSeries - before)];
      if (series === undefined) return;
      const message = `A run has at most ${maxSeries} series: there is no room for "${series}". Nothing was stored.`;
      throw new AppError('bad_point', message, { series });
    },

    findOrCreate(run: RunMemory, key: string): SeriesMemory {
      const known = find(run, key);
      if (known) return known;
      const id = Number(insert.run(run.number, key).lastInsertRowid);
      const series = remember(run, { id, key, bucket: null });
      run.all?.push(series);
      return series;
    },

    /** The first `limit` series of a run, in the order they came. */
    list(run: RunMemory, limit = Number.MAX_SAFE_INTEGER): SeriesMemory[] {
      if (run.all) return run.all.slice(0, limit);
      const listed = byRun.all(run.number, limit).map((row) => remember(run, row));
      if (listed.length < limit) run.all = listed;
      return listed.slice();
    },

    /** The run if it is in memory. */
    peek: (number: number): RunMemory | undefined => runs.get(number),

    /** Whether this is still what memory has of the run. */
    holds: (run: RunMemory): boolean => runs.get(run.number) === run,

    /** Stores what the chunks of a series sum up to; of one with points beside them, the summary follows later. */
    saveTotal(series: SeriesMemory): void {
      update.run(encodeBuckets([series.sealed]), series.id);
      if (series.tail.length === 0) saveSummary(series);
    },

    saveSummary,

    /** Reads a run anew after a failed transaction, when memory is ahead of the database; drops it where it cannot be read. */
    reload(number: number): void {
      forget(number);
      try {
        get(number);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    },

    forget,

    /** Refuses the run to every caller until it is unlocked. */
    lock(number: number): void {
      forget(number);
      locked.add(number);
    },

    unlock: (number: number): void => void locked.delete(number),

    /** All series of a run by what their chunks hold, some at a time in order of their key, none of them kept here. */
    *pages(number: number, size: number): Generator<SeriesMemory[]> {
      for (let after = ''; ; ) {
        const rows = page.all(number, after, size);
        if (rows.length > 0) yield rows.map((row) => toSeries(number, row));
        if (rows.length < size) return;
        after = rows.at(-1)?.key ?? '';
      }
    },

    /** What the journal held of the run at that time is in chunks now. */
    settle: (run: RunMemory, then: Pending): void => backlog.settle(run, then),

    /** Runs of which the journal holds something. */
    pending: backlog.runs,

    /** Points of all runs that only the journal holds. */
    pendingPoints: backlog.points,
  };
}

const pointsOf = (entries: readonly JournalEntry[]) =>
  entries.reduce((sum, { points }) => sum + points.steps.length, 0);

export type RunMemories = ReturnType<typeof createRunMemory>;
