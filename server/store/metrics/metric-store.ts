/**
 * Where points live. The path of a batch from request to disk:
 *
 * 1. `append` hands a group of batches to `shared-transaction`, which commits all of them together.
 *    The points of a large batch are written before, in parts, by `staging`: its transaction then only
 *    accepts them, so that nobody waits long for it.
 * 2. `commit-batch` checks each against its writer's watermark (`writers`), turns its columns into sorted
 *    `points` (`prepared-batch`), and writes in that transaction: one `journal` row with all its points, its histograms,
 *    events and log lines, the watermark, and the run's counts and new revision (`activity-store`).
 *    The synced COMMIT is the acknowledgement.
 * 3. Along the way the points go into the tails of their series in memory (`run-memory`,
 *    `series-memory`, `tail`), and after the commit it is kept in `commit-ring` for live readers.
 * 4. In the background `sealer` moves tails into `chunks` (`seal`, `chunk-codec`) in small
 *    transactions, and clears the journal rows whose points all are in chunks.
 * 5. After a restart the journal is read again in the background (`recovery`), or when a run is first
 *    asked for, over the chunks: the last write of a step wins, so that points that had reached their
 *    chunk already change nothing.
 *
 * A query (`query`) sees a series as chunks followed by the tail. Each chunk, and each block of 256
 * points in it, has a `bucket` that sums it up; `pixels` opens only what crosses the edge of a pixel
 * column, down to the points themselves, so that every column is exact at any zoom.
 *
 * Memory is a copy of the database that is never behind it: after a failed transaction, what it
 * touched is forgotten and read again.
 */
import type { Batch, FloatBatch } from '../../../shared/ingest.ts';
import { AppError } from '../../errors.ts';
import type { CommitFeed, CommitRecord } from '../../ports/commit-feed.ts';
import type { MetricEditor } from '../../ports/metric-editor.ts';
import type { MetricReader } from '../../ports/metric-reader.ts';
import type { AppendOutcome, MetricWriter, ReceivedBatch } from '../../ports/metric-writer.ts';
import type { Db } from '../sqlite.ts';
import type { ChunkShape } from './codec/chunk-codec.ts';
import { createEditor } from './edit/edit.ts';
import { createPurge } from './edit/purge.ts';
import { createTruncation } from './edit/truncate.ts';
import { createCommitRing } from './memory/commit-ring.ts';
import { createRunMemory, type RunMemory } from './memory/run-memory.ts';
import { createMetricReader } from './read/metric-reader.ts';
import { createActivityStore } from './tables/activity-store.ts';
import { createChunkStore } from './tables/chunk-store.ts';
import { createEditMarks } from './tables/edit-marks.ts';
import { createHistograms } from './tables/histograms.ts';
import { createJournal } from './tables/journal.ts';
import { createRunIds } from './tables/run-ids.ts';
import { createRunTexts } from './tables/run-texts.ts';
import { createWriters } from './tables/writers.ts';
import { createRecovery } from './upkeep/recovery.ts';
import { createSealer, SEAL_LIMITS, type SealLimits } from './upkeep/sealer.ts';
import { createSummarizer } from './upkeep/summarizer.ts';
import { createBatchCommit } from './write/commit-batch.ts';
import { createPointWriter } from './write/point-writer.ts';
import { inPieces, type PreparedBatch, prepareBatch } from './write/prepared-batch.ts';
import { createSharedTransaction, storageError } from './write/shared-transaction.ts';
import { createStaging, type StagedBatch } from './write/staging.ts';
import { createYield } from './yield.ts';

export interface MetricStoreOptions {
  now?: () => number;
  cacheBytes?: number;
  /** Series that a run may have. */
  maxSeries?: number;
  shape?: ChunkShape;
  ring?: { maxRunBytes?: number; maxBytes?: number };
  seal?: Partial<SealLimits>;
  /** Points of a batch beyond which it is written in parts of about so many. */
  partPoints?: number;
  /** Receives what fails in the background, where no caller waits for it. */
  onError?: (error: unknown) => void;
}

/** What was done of a batch ahead of its transaction, or why it cannot be stored. */
type WorkAhead = { prepared: PreparedBatch; staged?: StagedBatch } | { error: AppError };

/** All four ports of metrics as one adapter. */
export interface MetricStore extends MetricWriter, MetricReader, MetricEditor, CommitFeed {
  /** Ends all background work; resolves when what was begun, and all that the journal holds, is in chunks. */
  close(): Promise<void>;
}

/** The metric store in one SQLite file. */
export function createMetricStore(db: Db, options: MetricStoreOptions = {}): MetricStore & { seal(): Promise<void> } {
  const { now = Date.now, onError = () => {} } = options;
  const runs = createRunIds(db);
  const chunks = createChunkStore(db, options);
  const journal = createJournal(db);
  const memory = createRunMemory(db, chunks, journal, now, options.maxSeries);
  const activity = createActivityStore(db);
  const histograms = createHistograms(db);
  const texts = createRunTexts(db);
  const ring = createCommitRing(options.ring);
  const writers = createWriters(db);
  const points = createPointWriter({ memory, journal });
  const { commitBatch, commitPlain, isNext } = createBatchCommit({
    ...{ memory, points, writers, activity, histograms, texts, now },
  });
  const staging = createStaging({ db, memory, journal, onError, partPoints: options.partPoints });
  const limits = { ...SEAL_LIMITS, ...options.seal };
  const sealer = createSealer({
    db,
    memory,
    chunks,
    journal,
    now,
    limits,
    onError,
  });
  const summarizer = createSummarizer(db, memory, onError);
  const purge = createPurge(db);
  const { sliceSeries } = limits;
  const marks = createEditMarks(db);
  const truncation = createTruncation({ db, memory, chunks, activity, marks, sliceSeries, onError });
  const editor = createEditor({ db, memory, chunks, marks, sealer, truncation });
  const inOneTransaction = createSharedTransaction(db);

  const recovery = createRecovery(memory, journal, onError);

  /** Reads again what a failed transaction may have left wrong in memory. */
  function undo(ids: readonly string[]): void {
    for (const id of new Set(ids)) {
      const run = runs.find(id);
      if (run) memory.reload(run.number);
    }
  }

  function remember(run: string, outcome: AppendOutcome | { commit: CommitRecord }): void {
    if ('commit' in outcome && outcome.commit) ring.push(runs.get(run).number, outcome.commit);
  }

  /** What is done of each batch ahead of their transaction: nothing of small ones. */
  async function workAhead(batches: readonly ReceivedBatch[]): Promise<(WorkAhead | undefined)[]> {
    const ahead: (WorkAhead | undefined)[] = [];
    for (const { run, batch } of batches) ahead.push(staging.isLarge(batch) ? await stageLarge(run, batch) : undefined);
    return ahead;
  }

  /** Prepares a large batch and writes its points in parts, a little at a time, so that requests go on in between. */
  async function stageLarge(run: string, batch: Batch | FloatBatch): Promise<WorkAhead> {
    const yieldIfDue = createYield();
    try {
      const prepared = await inPieces(prepareBatch(batch), yieldIfDue);
      if (!isNext(runs.get(run), batch, prepared)) return { prepared };
      return { prepared, staged: await inPieces(staging.stage(runs.get(run).number, prepared), yieldIfDue) };
    } catch (error) {
      return { error: storageError(error) };
    }
  }

  function discardRefused(work: WorkAhead | undefined, outcome: AppendOutcome): void {
    const isAccepted = 'ack' in outcome && outcome.commit !== null;
    if (work && 'staged' in work && work.staged && !isAccepted) staging.discard(work.staged);
  }

  function inMemory(ids: readonly string[]): RunMemory[] {
    return ids.flatMap((id) => memory.peek(runs.find(id)?.number ?? 0) ?? []);
  }

  async function edited(run: string, edit: (number: number) => Promise<number>): Promise<{ rev: number }> {
    const { number } = runs.get(run);
    const rev = await edit(number);
    ring.forget(number);
    return { rev };
  }

  return {
    ...createMetricReader({ runs, memory, activity, histograms, texts, ring }),

    async append(batches: readonly ReceivedBatch[]) {
      await sealer.room();
      const ahead = await workAhead(batches);
      const work = batches.map(({ run, ...received }, index) => () => {
        const done = ahead[index];
        if (done && 'error' in done) throw done.error;
        return commitBatch(runs.get(run), { ...received, ...done });
      });
      const outcomes: AppendOutcome[] = inOneTransaction(work, () => undo(batches.map(({ run }) => run)));
      for (const [index, outcome] of outcomes.entries()) {
        remember(batches[index]?.run ?? '', outcome);
        discardRefused(ahead[index], outcome);
      }
      sealer.wake(inMemory(batches.map(({ run }) => run)));
      return outcomes;
    },

    async appendPlain(run, entry) {
      await sealer.room();
      const [outcome] = inOneTransaction([() => commitPlain(runs.get(run), entry)], () => undo([run]));
      if (!outcome) throw new AppError('internal', 'nothing was committed');
      if ('error' in outcome) throw outcome.error;
      remember(run, outcome);
      sealer.wake(inMemory([run]));
      return { ...outcome, rev: outcome.commit.rev };
    },

    async countRejected(run, points) {
      activity.add(runs.get(run).number, { sent: points, rejected: points });
    },

    async touch(run, at) {
      activity.add(runs.get(run).number, { heartbeatAt: at });
    },

    async purgeRun(run) {
      const row = runs.find(run);
      if (!row) return;
      memory.forget(row.number);
      memory.unlock(row.number);
      ring.forget(row.number);
      await purge(row.number);
    },

    deleteSeries: (run, key, mark) => edited(run, (number) => editor.deleteSeries(number, key, mark)),
    renameSeries: (run, from, to, mark) => edited(run, (number) => editor.renameSeries(number, from, to, mark)),
    truncateAfter: (run, step, mark) => edited(run, (number) => editor.truncateAfter(number, step, mark)),

    /** Moves everything from the journal into chunks now. */
    async seal() {
      await recovery.done();
      await sealer.sealAll();
    },

    async close() {
      await recovery.close();
      await truncation.close();
      summarizer.close();
      await sealer.close();
      await sealer.sealAll();
    },
  };
}
