import type { Batch } from '../../shared/ingest.ts';
import type { Criterion } from '../../shared/training/checkpoint-score.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { RunData } from '../../worker/data/supply.ts';
import type { TrainTask } from '../../worker/thread/task.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { RunQueue, UnwrittenEnds } from '../ports/run-queue.ts';
import type { ScriptRunner } from '../ports/script-runner.ts';
import type { ThreadPool } from './pool.ts';
import type { RunPhases } from './run-phases.ts';
import type { Patience } from './watchdog.ts';

/** What a runner is made with. */
export interface RunnerOptions {
  /** The name that runs are claimed under. */
  agent: string;
  meta: MetaStore;
  queue: RunQueue;
  bus: Bus;
  phases: RunPhases;
  pool: ThreadPool;
  /** Runs the runs of scripts. */
  scripts: Pick<ScriptRunner, 'full' | 'start'>;
  /** The highest step that is stored of a run; null without any. */
  lastStep: (run: string) => Promise<number | null>;
  /** Where threads write their files. */
  blobs: Pick<LocalBlobs, 'pathOf'>;
  /** Keeps ends that cannot be stored for the next start. */
  unwrittenEnds: UnwrittenEnds;
  /** Runs trained at once, at first. */
  threads: number;
  /** Threads that compute for one run at most. */
  threadsPerRun: number;
  /** Cores of this machine. */
  cores: number;
  patience: Patience;
  /** Where an attempt begins; what is stored of the run after that is removed then. */
  continueFrom: (run: RunRecord) => Promise<{ step: number; start?: TrainTask['start'] }>;
  /** By what the best checkpoint of a run is chosen. */
  criteria: (run: RunRecord) => Promise<Criterion[]>;
  /** The data of a training; it may wait for another run that reads the same, until the signal. */
  openData: (config: TrainingConfig, signal: AbortSignal) => Promise<RunData>;
  store: (run: string, batch: Batch) => Promise<unknown>;
  onError: (error: unknown) => void;
  now?: () => number;
  leaseMs?: number;
  renewEveryMs?: number;
}
