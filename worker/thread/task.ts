import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../../shared/ingest.ts';
import type { EndReason } from '../../shared/run.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../data/source.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';

/** What the server hands a training thread. */
export interface TrainTask {
  run: string;
  attempt: number;
  /** Names this attempt in the ingest protocol. */
  writer: string;
  config: TrainingConfig;
  dataset: DatasetSource;
  kernels: CompiledKernels;
  /** Where the run's checkpoints go, one file each, and its graph. */
  checkpointFolder: string;
  /** Carries `ThreadMessage`s out; the thread closes it after the last one. */
  port: MessagePort;
  /** Shared with the server: see CONTROL. */
  control: Int32Array;
}

/** What a training thread sends: batches for ingest, and as the last message how it ended. */
export type ThreadMessage =
  | { type: 'batch'; batch: Batch }
  | { type: 'ended'; state: 'finished' | 'stopped' | 'failed'; reason: EndReason | null };
