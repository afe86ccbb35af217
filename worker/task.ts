/// <reference path="./engine/webassembly.d.ts" />
import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../shared/ingest.ts';
import type { EndReason } from '../shared/run.ts';
import type { TrainingConfig } from '../shared/training/launch.ts';

/** Where a training thread finds its data: paths by role, already present on disk. Generated sets have no files. */
export interface DatasetSource {
  name: string;
  kind: 'bundled' | 'file' | 'generated' | 'upload';
  files: Record<string, string>;
}

/** Kernel sets from fastest to slowest, by the name of their module. */
export const TIERS = ['wide', 'relaxed', 'simd', 'reference'] as const;
export type Tier = (typeof TIERS)[number];

/** Kernels that any number of threads may share; the plain loops need no module. */
export interface CompiledKernels {
  tier: Tier;
  module: WebAssembly.Module | null;
}

/** What the server hands a training thread. */
export interface TrainTask {
  run: string;
  epoch: number;
  /** Names this attempt in the ingest protocol. */
  writer: string;
  config: TrainingConfig;
  dataset: DatasetSource;
  kernels: CompiledKernels;
  /** Where the run's checkpoints go, one file each, and its graph. */
  checkpointFolder: string;
  /** Carries `ThreadMessage`s out; the thread closes it when it has said all. */
  port: MessagePort;
  /** Shared with the server: see CONTROL. */
  control: Int32Array;
}

/** Slots of the shared control words, read and written at every step. */
export const CONTROL = {
  /** Set to 1 by the server to ask the thread to stop. */
  stop: 0,
  /** Steps done, written by the thread: a server that sees it stand still knows the thread hangs. */
  steps: 1,
  /** Total steps planned, written by the thread once known. */
  totalSteps: 2,
} as const;
export const CONTROL_WORDS = 4;

/** What a training thread says: batches for the ingest door, and last of all how it ended. */
export type ThreadMessage =
  | { type: 'batch'; batch: Batch }
  | { type: 'ended'; state: 'finished' | 'stopped' | 'failed'; reason: EndReason | null };
