import { crc32 } from 'node:zlib';
import type { Batch, FloatBatch, PointColumns } from '../../../../shared/ingest.ts';
import { toJsonNumber } from '../../../../shared/number.ts';
import { AppError } from '../../../errors.ts';
import type { CommitRecord } from '../../../ports/commit-feed.ts';
import type { AppendOutcome, PlainEntry } from '../../../ports/metric-writer.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import { fromBatch, type Points, sortPoints } from '../points/points.ts';
import type { ActivityRow, ActivityStore } from '../tables/activity-store.ts';
import type { HistogramStore } from '../tables/histograms.ts';
import type { Journal, JournalEntry } from '../tables/journal.ts';
import type { RunRow } from '../tables/run-ids.ts';
import type { RunTexts } from '../tables/run-texts.ts';
import type { Writers } from '../tables/writers.ts';

export interface BatchCommitOptions {
  memory: RunMemories;
  journal: Journal;
  writers: Writers;
  activity: ActivityStore;
  histograms: HistogramStore;
  texts: RunTexts;
  now: () => number;
}

type Content = Pick<Batch | FloatBatch, 'series' | 'histograms' | 'events' | 'logs'>;
/** Points as they were received: in any order, a step more than once. */
type PointsByKey = Map<string, Points>;

/**
 * Writes one batch within the transaction whose commit is its acknowledgement. Memory changes with it, so
 * that it has to be read again from the database where the transaction fails.
 */
export function createBatchCommit(options: BatchCommitOptions) {
  const { memory, journal, writers, activity, histograms, texts, now } = options;

  /** Stores the content; returns the run's counts after it, and the commit as readers receive it. */
  function store(run: RunRow, content: Content, received: PointsByKey, at: number): [ActivityRow, CommitRecord] {
    const { series, histograms: shapes = [], events = [], logs = [] } = content;
    const { newSeries, ...counts } = addPoints(run.number, received);
    histograms.add(run.number, shapes);
    const row = activity.add(run.number, {
      ...counts,
      commits: 1,
      heartbeatAt: at,
      logLines: logs.length,
      events: events.length,
    });
    texts.addEvents(run.number, events, row.events - events.length + 1);
    const lines = texts.addLines(run.number, logs, row.logLines - logs.length + 1);
    const commit: CommitRecord = {
      rev: row.rev,
      ...(newSeries.length > 0 && { newSeries }),
      ...(series && { series }),
      ...(shapes.length > 0 && { histograms: shapes }),
      ...(events.length > 0 && { events }),
      ...(lines.length > 0 && { logs: lines }),
    };
    return [row, commit];
  }

  /** Journals points and adds them to the tails of their series. */
  function addPoints(number: number, received: PointsByKey) {
    const run = memory.get(number);
    const entries: JournalEntry[] = [];
    const counts = { sent: 0, stored: 0, rewritten: 0 };
    const newSeries: string[] = [];
    let maxStep: number | null = null;
    let firstTime: number | null = null;
    for (const [key, unsorted] of received) {
      const points = sortPoints(unsorted);
      const last = points.steps.at(-1);
      if (last === undefined) continue;
      const series = memory.findOrCreate(run, key);
      if (series.sealed.count + series.tail.length === 0) newSeries.push(key);
      const known = series.add(points);
      entries.push({ series: series.id, points });
      counts.sent += unsorted.steps.length;
      counts.stored += points.steps.length - known;
      maxStep = Math.max(maxStep ?? 0, last);
      firstTime = Math.min(firstTime ?? Number.POSITIVE_INFINITY, lowestOf(points.times));
    }
    if (entries.length > 0) memory.noteRow(run, journal.append(number, entries), entries);
    counts.rewritten = counts.sent - counts.stored;
    return { ...counts, newSeries, maxStep, firstTime };
  }

  return {
    /** @throws {AppError} `fenced`, `seq_gap` or `conflict` when the batch is not the writer's next, before anything is written */
    commitBatch(run: RunRow, batch: Batch | FloatBatch, receivedAt: number): AppendOutcome {
      if (batch.attempt !== run.attempt) {
        throw new AppError('fenced', `Attempt ${batch.attempt} may not write: the run is in attempt ${run.attempt}.`, {
          attempt: run.attempt,
        });
      }
      const received = pointsOf(batch.series);
      const crc = contentCrc(batch, received);
      const target = memory.get(run.number); // throws when the run cannot be written to, before anything is written
      if (writers.check(run.number, batch, () => crc) === 'duplicate') {
        const row = activity.add(run.number, { ...repeated(received), heartbeatAt: receivedAt });
        return { ack: { acked: batch.seq, duplicate: true, rev: row.rev }, commit: null };
      }
      memory.checkRoom(target, received.keys());
      writers.advance(run.number, batch, crc);
      const [row, commit] = store(run, batch, received, receivedAt);
      return { ack: { acked: batch.seq, duplicate: false, rev: row.rev }, commit };
    },

    /**
     * Writes the plain form: one step of any number of series.
     *
     * @throws {AppError} `invalid` when no step is named and the highest has none after it
     */
    commitPlain(run: RunRow, entry: PlainEntry): { step: number; commit: CommitRecord } {
      const { time, metrics, log } = entry;
      const step = entry.step ?? nextStep(activity.get(run.number)?.maxStep ?? null);
      const columns = Object.entries(metrics).map(([key, value]): [string, PointColumns] => [
        key,
        { step: [step], time: [time], value: [toJsonNumber(value)] },
      ]);
      const series = columns.length > 0 ? Object.fromEntries(columns) : undefined;
      const content = { ...(series && { series }), ...(log && { logs: [log] }) };
      memory.checkRoom(
        memory.get(run.number),
        columns.map(([key]) => key),
      );
      const [, commit] = store(run, content, pointsOf(series), now());
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

const pointsOf = (series: Content['series'] = {}): PointsByKey =>
  new Map(Object.entries(series).map(([key, columns]) => [key, fromBatch(columns)]));

function repeated(received: PointsByKey) {
  let points = 0;
  for (const { steps } of received.values()) points += steps.length;
  return { sent: points, duplicated: points };
}

function lowestOf(times: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) < lowest) lowest = times[i] as number;
  return lowest;
}

/** The CRC-32 of everything in a batch that is stored. */
function contentCrc({ histograms, events, logs }: Content, received: PointsByKey): number {
  let crc = crc32(JSON.stringify([histograms ?? [], events ?? [], logs ?? []]));
  for (const [key, { steps, times, values }] of received) {
    crc = crc32(key, crc);
    for (const column of [steps, times, values]) crc = crc32(column, crc);
  }
  return crc;
}
