import type { Batch, FloatBatch, PointColumns } from '../../../../shared/ingest.ts';
import { toJsonNumber } from '../../../../shared/number.ts';
import { AppError } from '../../../errors.ts';
import type { CommitRecord } from '../../../ports/commit-feed.ts';
import type { AppendOutcome, PlainEntry } from '../../../ports/metric-writer.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import type { ActivityRow, ActivityStore } from '../tables/activity-store.ts';
import type { HistogramStore } from '../tables/histograms.ts';
import type { RunRow } from '../tables/run-ids.ts';
import type { RunTexts } from '../tables/run-texts.ts';
import type { Writers } from '../tables/writers.ts';
import type { PointCounts, PointWriter } from './point-writer.ts';
import { type Content, finish, type PreparedBatch, prepareBatch } from './prepared-batch.ts';
import type { StagedBatch } from './staging.ts';

export interface BatchCommitOptions {
  memory: RunMemories;
  points: PointWriter;
  writers: Writers;
  activity: ActivityStore;
  histograms: HistogramStore;
  texts: RunTexts;
  now: () => number;
}

/** A batch and what was worked out ahead of its transaction. */
export interface BatchWork {
  batch: Batch | FloatBatch;
  receivedAt: number;
  prepared?: PreparedBatch;
  staged?: StagedBatch | undefined;
}

/**
 * Writes one batch within the transaction whose commit is its acknowledgement. Memory changes with it, so
 * that it has to be read again from the database where the transaction fails.
 */
export function createBatchCommit(options: BatchCommitOptions) {
  const { memory, points, writers, activity, histograms, texts, now } = options;

  /** Stores the rest of what came with points; returns the run's counts after it, and the commit as readers receive it. */
  function store(
    run: RunRow,
    content: Content,
    encoded: PreparedBatch['histograms'],
    counted: PointCounts,
    at: number,
  ): [ActivityRow, CommitRecord] {
    const { series, histograms: shapes = [], events = [], logs = [] } = content;
    const { newSeries, ...counts } = counted;
    histograms.add(run.number, encoded);
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

  /** @throws {AppError} `fenced` when the batch belongs to another attempt than the run's */
  function checkAttempt({ attempt }: RunRow, batch: Batch | FloatBatch): void {
    if (batch.attempt === attempt) return;
    throw new AppError('fenced', `Attempt ${batch.attempt} may not write: the run is in attempt ${attempt}.`, {
      attempt,
    });
  }

  return {
    /** Whether a batch is the writer's next by now; its transaction decides in the end. */
    isNext(run: RunRow, batch: Batch | FloatBatch, { crc }: PreparedBatch): boolean {
      try {
        checkAttempt(run, batch);
        return writers.check(run.number, batch, () => crc) === 'next';
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },

    /** @throws {AppError} `fenced`, `seq_gap` or `conflict` when the batch is not the writer's next, before anything is written */
    commitBatch(run: RunRow, { batch, receivedAt, staged, ...work }: BatchWork): AppendOutcome {
      checkAttempt(run, batch);
      const { crc, sent, series, histograms: encoded } = work.prepared ?? finish(prepareBatch(batch));
      const target = memory.get(run.number); // throws when the run cannot be written to, before anything is written
      if (writers.check(run.number, batch, () => crc) === 'duplicate') {
        const row = activity.add(run.number, { sent, duplicated: sent, heartbeatAt: receivedAt });
        return { ack: { acked: batch.seq, duplicate: true, rev: row.rev }, commit: null };
      }
      const found = staged && points.seriesOf(run.number, staged);
      if (!staged) memory.checkRoom(target, keysOf(series));
      writers.advance(run.number, batch, crc);
      const counted = staged && found ? points.addStaged(run.number, staged, found) : points.add(run.number, series);
      const [row, commit] = store(run, batch, encoded, counted, receivedAt);
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
      const content: Content = {
        ...(columns.length > 0 && { series: Object.fromEntries(columns) }),
        ...(log && { logs: [log] }),
      };
      const { series, histograms: encoded } = finish(prepareBatch(content));
      memory.checkRoom(memory.get(run.number), keysOf(series));
      const [, commit] = store(run, content, encoded, points.add(run.number, series), now());
      return { step, commit };
    },
  };
}

const keysOf = (series: PreparedBatch['series']) => series.map(({ key }) => key);

/** Steps count from 1. */
function nextStep(maxStep: number | null): number {
  const step = (maxStep ?? 0) + 1;
  if (!Number.isSafeInteger(step)) throw new AppError('invalid', `There is no step after ${maxStep}; name one.`);
  return step;
}
