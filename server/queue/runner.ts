import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Batch } from '../../shared/ingest.ts';
import type { EndReason } from '../../shared/run.ts';
import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import { type Attempt, type End, startAttempt } from './attempt.ts';
import type { ThreadPool } from './pool.ts';
import type { Patience } from './watchdog.ts';

export interface RunnerOptions {
  meta: MetaStore;
  queue: RunQueue;
  bus: Bus;
  pool: ThreadPool;
  /** Each run's checkpoints go into a folder of its id in here. */
  checkpointsFolder: string;
  /** Runs trained at once. */
  threads: number;
  patience: Patience;
  resolveDataset: (choice: DatasetChoice) => Promise<DatasetSource>;
  store: (run: string, batch: Batch) => Promise<unknown>;
  now: () => number;
  onError: (error: unknown) => void;
}

/**
 * Trains queued runs while threads are free, next first.
 *
 * The runs table is the queue: this holds only what is in a thread just now, so a killed server
 * forgets nothing but those, and `start` says so of them.
 */
export function createRunner(options: RunnerOptions) {
  const { meta, queue, bus, pool, checkpointsFolder, threads, patience, resolveDataset, store, now, onError } = options;
  const training = new Map<string, { attempt?: Attempt; stop?: EndReason; ended: Promise<void> }>();
  let claiming: Promise<void> | undefined;
  let wokenAgain = false;
  let closing = false;

  /** One claimer at a time: being woken while it works makes it look once more. */
  function wake(): void {
    wokenAgain = true;
    claiming ??= claimAll()
      .catch(onError)
      .finally(() => {
        claiming = undefined;
        if (wokenAgain && !closing) wake();
      });
  }

  async function claimAll(): Promise<void> {
    wokenAgain = false;
    let claimed = 0;
    while (!closing && training.size < threads) {
      const run = await queue.claimNext(now());
      if (!run) break;
      claimed += 1;
      begin(run);
      await changed(run.id);
    }
    if (claimed > 0) for (const id of await queue.waiting()) await changed(id); // each moved up
  }

  function begin(run: RunRecord): void {
    const entry: { attempt?: Attempt; stop?: EndReason; ended: Promise<void> } = { ended: Promise.resolve() };
    training.set(run.id, entry);
    entry.ended = train(run, entry)
      .catch((error): End => ({ state: 'failed', reason: { code: 'error', message: messageOf(error) } }))
      .then((end) => finish(run.id, end))
      .catch(onError)
      .finally(() => {
        training.delete(run.id);
        if (!closing) wake();
      });
  }

  async function train(run: RunRecord, entry: { attempt?: Attempt; stop?: EndReason }): Promise<End> {
    const config = run.job as TrainingConfig;
    const dataset = await resolveDataset(config.dataset);
    if (entry.stop) return { state: 'stopped', reason: entry.stop };
    let totalSteps = run.totalSteps;
    const task = {
      run: run.id,
      attempt: run.attempt,
      writer: `thread-${randomUUID()}`,
      config,
      dataset,
      checkpointFolder: join(checkpointsFolder, run.id),
    };
    entry.attempt = startAttempt(task, {
      pool,
      patience,
      store: (batch) => store(run.id, batch),
      onTotalSteps(known) {
        if (known === totalSteps) return;
        totalSteps = known;
        void meta
          .updateRun(run.id, { totalSteps: known })
          .then(() => changed(run.id))
          .catch(onError);
      },
    });
    return entry.attempt.ended;
  }

  async function finish(run: string, { state, reason }: End): Promise<void> {
    await meta.transition(run, ['running'], state, { at: now(), reason });
    await changed(run);
  }

  const changed = (run: string) => bus.publish({ type: 'run', run });

  async function stop(run: string, reason: EndReason): Promise<boolean> {
    await claiming;
    const entry = training.get(run);
    if (!entry) return false;
    entry.stop ??= reason;
    entry.attempt?.stop(reason);
    return true;
  }

  return {
    /** Ends as crashed what a killed server left running, then goes on with the queue. */
    async start(): Promise<void> {
      const reason = { code: 'server_killed', message: 'The server was killed while the run was training.' } as const;
      for (const { id } of await queue.crashAbandoned(now(), reason)) await changed(id);
      wake();
    },

    wake,
    /** Asks a run's thread to stop within its step; false when the run is in no thread. */
    stop,

    /** Claims no more, asks all threads to stop and resolves when each run's end is stored. */
    async close(): Promise<void> {
      closing = true;
      await claiming;
      const reason = { code: 'server_stopped', message: 'The server was shut down.' } as const;
      const entries = [...training];
      await Promise.all(entries.map(([run]) => stop(run, reason)));
      await Promise.all(entries.map(([, { ended }]) => ended));
      await pool.close();
    },
  };
}

export type Runner = ReturnType<typeof createRunner>;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
