import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../../shared/ingest.ts';
import type { EndReason } from '../../shared/run.ts';
import type { RunPhase } from '../../shared/run-phase.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import type { StartMode } from '../../shared/training/run-start.ts';
import type { ThreadAnswer } from '../../shared/training/thread-control.ts';
import type { TrainJob } from '../../shared/training/train-job.ts';
import type { DataSupply, MadeData } from '../data/supply.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';

/** A job, and what connects a training thread of this process to the server. */
export interface TrainTask {
  job: TrainJob;
  /** Null for a job without one. */
  data: DataSupply | null;
  /** Local folder for the files that the job names `job.files`. */
  folder: string;
  /** What to go on from: a file of this machine, and how much of it to take. */
  start?: { file: string; mode: StartMode } | undefined;
  kernels: CompiledKernels;
  /** Carries `ThreadMessage`s to the server and `ThreadRequest`s from it; the thread closes it after the last one. */
  port: MessagePort;
  /** Shared with the server: see CONTROL. */
  control: Int32Array;
}

/**
 * What a training thread sends: what it does just now, what it made of its data, what it computes by and from, batches for
 * ingest, what became of what was asked of it, and as the last message how it ended.
 */
export type ThreadMessage =
  | { type: 'phase'; phase: RunPhase }
  | { type: 'data'; made: MadeData }
  | { type: 'origin'; origin: RunOrigin }
  | { type: 'batch'; batch: Batch }
  | { type: 'answer'; answer: ThreadAnswer }
  | { type: 'ended'; state: 'finished' | 'stopped' | 'paused' | 'failed'; reason: EndReason | null };
