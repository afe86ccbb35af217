import type { ErrorCode } from '../../shared/errors.ts';
import type { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import type { FiltersAnswer } from '../../shared/inspect/filters.ts';
import type { LossPlane, PlaneRequest } from '../../shared/inspect/loss-surface.ts';
import type { ExampleSet, PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import type { ScoresAnswer } from '../../shared/inspect/scores.ts';
import type { JsonNumber } from '../../shared/number.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../data/source.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';

/** What can be asked of the network of a run at a checkpoint, with its answer. */
export interface InspectWork {
  predict: { request: PredictRequest; answer: PredictAnswer };
  scores: { request: { set: ExampleSet }; answer: ScoresAnswer };
  filters: { request: null; answer: FiltersAnswer };
  safetensors: { request: null; answer: Uint8Array };
  curvature: { request: null; answer: CurvatureAnswer };
  plane: { request: PlaneRequest; answer: LossPlane };
  line: { request: PlaneRequest & { plane: LossPlane; place: number }; answer: JsonNumber[] };
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
