import type { ErrorCode } from '../../shared/errors.ts';
import type { PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../data/source.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';

/** What can be asked of the network of a run at a checkpoint, with its answer. */
export interface InspectWork {
  predict: { request: PredictRequest; answer: PredictAnswer };
}
export type InspectKind = keyof InspectWork;

/** The network that is asked: a run's, with the weights of a checkpoint. */
export interface InspectedNetwork {
  config: TrainingConfig;
  dataset: DatasetSource;
  /** Null for the network as it was drawn, before step 1. */
  checkpoint: { file: string; step: number } | null;
}

/** One question to an inspecting thread. */
export interface InspectTask<Kind extends InspectKind = InspectKind> {
  network: InspectedNetwork;
  kind: Kind;
  request: InspectWork[Kind]['request'];
  kernels: CompiledKernels;
}

/** What was found, or why nothing was: an error would lose its class on the way between threads. */
export type InspectOutcome<Kind extends InspectKind = InspectKind> =
  | { answer: InspectWork[Kind]['answer'] }
  | { problem: { code: ErrorCode; message: string; path?: string | undefined } };
