import { crc32 } from 'node:zlib';
import type { Batch, FloatBatch, LogLine, PointColumns } from '../../../../shared/ingest.ts';
import { toJsonNumber } from '../../../../shared/number.ts';
import { AppError } from '../../../errors.ts';
import type { CommitRecord } from '../../../ports/commit-feed.ts';
import type { AppendOutcome } from '../../../ports/metric-writer.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import { fromBatch, type Points, sortPoints } from '../points/points.ts';
import type { ActivityRow, ActivityStore } from '../tables/activity-store.ts';
import type { HistogramStore } from '../tables/histograms.ts';
import type { Journal, JournalEntry } from '../tables/journal.ts';
import type { RunRow } from '../tables/run-ids.ts';
import type { RunTexts } from '../tables/run-texts.ts';
import type { Writers } from '../tables/writers.ts';

export interface Accepting {
  memory: RunMemories;
  journal: Journal;
  writers: Writers;
  activity: ActivityStore;
  histograms: HistogramStore;
  texts: RunTexts;
  now: () => number;
}

type Content = Pick<Batch | FloatBatch, 'series' | 'histograms' | 'events' | 'logs'>;

/**
 * Writes what was said about a run: everything here happens inside the transaction whose commit is
 * the acknowledgement. Memory is changed along with it, and must be forgotten if the transaction fails.
 */
export function createAccept({ memory, journal, writers, activity, histograms, texts, now }: Accepting) {
  /** Stores the content and returns it as readers get to see it. */
  function store(run: RunRow, content: Content, said: Map<string, Points>, at: number): [ActivityRow, CommitRecord] {
    const { series, histograms: shapes = [], events = [], logs = [] } = content;
    const points = addPoints(run.number, said);
    histograms.add(run.number, shapes);
    const row = activity.add(run.number, {
      ...points,
      commits: 1,
      heartbeatAt: at,
      logLines: logs.length,
      events: events.length,
    });
    texts.addEvents(run.number, events, row.events - events.length + 1);
    const lines = texts.addLines(run.number, logs, row.logLines - logs.length + 1);
    const commit: CommitRecord = {
      rev: row.rev,
      ...(series && { series }),
      ...(shapes.length > 0 && { histograms: shapes }),
      ...(events.length > 0 && { events }),
      ...(lines.length > 0 && { logs: lines }),
    };
    return [row, commit];
  }

  /** Journals points and adds them to the tails. */
  function addPoints(number: number, said: Map<string, Points>) {
    const run = memory.get(number);
    const entries: JournalEntry[] = [];
    const counts = { sent: 0, stored: 0, rewritten: 0 };
    let maxStep: number | null = null;
    let firstTime: number | null = null;
    for (const [key, unsorted] of said) {
      const points = sortPoints(unsorted);
      const last = points.steps.at(-1);
      if (last === undefined) continue;
      const series = memory.findOrCreate(run, key);
      const known = series.add(points);
      entries.push({ series: series.id, points });
      counts.sent += unsorted.steps.length;
      counts.stored += points.steps.length - known;
      maxStep = Math.max(maxStep ?? 0, last);
      firstTime = Math.min(firstTime ?? Number.POSITIVE_INFINITY, lowestOf(points.times));
    }
    if (entries.length > 0) memory.noteRow(run, journal.append(number, entries), entries);
    counts.rewritten = counts.sent - counts.stored;
    return { ...counts, maxStep, firstTime };
  }

  return {
    /** Throws    AppError `fenced`, `seq_gap` or `conflict`, before anything was written */
    batch(run: RunRow, batch: Batch | FloatBatch, receivedAt: number): AppendOutcome {
      if (batch.attempt !== run.attempt) {
        throw new AppError('fenced', `Attempt ${batch.attempt} may not write: the run is in attempt ${run.attempt}.`, {
          attempt: run.attempt,
        });
      }
      const said = columnsOf(batch.series);
      const crc = contentCrc(batch, said);
      memory.get(run.number); // throws when the run cannot be written to, before anything is written
      if (writers.check(run.number, batch, () => crc) === 'duplicate') {
        const row = activity.add(run.number, { ...repeated(said), heartbeatAt: receivedAt });
        return { ack: { acked: batch.seq, duplicate: true, rev: row.rev }, commit: null };
      }
      writers.advance(run.number, batch, crc);
      const [row, commit] = store(run, batch, said, receivedAt);
      return { ack: { acked: batch.seq, duplicate: false, rev: row.rev }, commit };
    },

    /** The plain form: one step of any number of series. */
    plain(
      run: RunRow,
      entry: { step?: number; time: number; metrics: Record<string, number>; log?: LogLine },
    ): { step: number; commit: CommitRecord } {
      const { time, metrics, log } = entry;
      const step = entry.step ?? nextStep(activity.get(run.number)?.maxStep ?? null);
      const columns = Object.entries(metrics).map(([key, value]): [string, PointColumns] => [
        key,
        { step: [step], time: [time], value: [toJsonNumber(value)] },
      ]);
      const series = columns.length > 0 ? Object.fromEntries(columns) : undefined;
      const [, commit] = store(
        run,
        { ...(series && { series }), ...(log && { logs: [log] }) },
        columnsOf(series),
        now(),
      );
      return { step, commit };
    },
  };
}

/** Steps count from 1. */
function nextStep(maxStep: number | null): number {
  const step = (maxStep ?? 0) + 1;
  if (!Number.isSafeInteger(step)) throw new AppError('invalid', `There is no step after ${maxStep}; name one.`);
  return step;
}

const columnsOf = (series: Content['series'] = {}): Map<string, Points> =>
  new Map(Object.entries(series).map(([key, columns]) => [key, fromBatch(columns)]));

function repeated(said: Map<string, Points>) {
  let points = 0;
  for (const { steps } of said.values()) points += steps.length;
  return { sent: points, duplicated: points };
}

function lowestOf(times: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) < lowest) lowest = times[i] as number;
  return lowest;
}

/** Of everything in a batch that is stored. */
function contentCrc({ histograms, events, logs }: Content, said: Map<string, Points>): number {
  let crc = crc32(JSON.stringify([histograms ?? [], events ?? [], logs ?? []]));
  for (const [key, { steps, times, values }] of said) {
    crc = crc32(key, crc);
    for (const column of [steps, times, values]) crc = crc32(column, crc);
  }
  return crc;
}
