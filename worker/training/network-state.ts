import { isSurfaceJob, type Job } from '../../shared/training/job.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { restoreState, saveState, trustGradients } from '../engine/state.ts';
import type { Batches } from './batches.ts';
import type { Checkpoint } from './checkpoint.ts';
import { restoreFitting } from './fitting.ts';
import type { GradientEvaluations } from './gradient-evaluations.ts';
import type { HistogramLog } from './histogram-log.ts';
import type { Problem } from './problem.ts';
import type { TrainingLog } from './training-log.ts';
import type { NetworkMemory } from './training-memory.ts';

/** All of a network's training that changes from step to step, besides the optimizer. */
export interface NetworkParts {
  config: TrainingConfig;
  model: Sequential;
  batches: Batches;
  evaluations: GradientEvaluations;
  histograms: HistogramLog;
  log: TrainingLog;
}

/** Saves all of a network's training that its configuration does not determine, and puts it back. */
export function createNetworkState(parts: NetworkParts): Required<Pick<Problem, 'save' | 'restore'>> {
  const { config, model, batches, evaluations, histograms, log } = parts;

  function remember(saved: NetworkMemory): void {
    Object.assign(evaluations, saved.evaluations);
    log.memory = saved.log;
    histograms.memory = saved.histograms;
  }

  function resume({ place, state, memory }: Checkpoint, optimizer: Optimizer): void {
    restoreState(model, optimizer, state);
    batches.cursor = place.loader;
    // exact but for line searches, whose evaluations a file of version 2 does not count
    if (memory) remember(memory.problem as NetworkMemory);
    else evaluations.count = state.optimizer.steps;
  }

  /** With another batch size, the epochs are those of the new one, and the fork begins within one of them. */
  function fork(checkpoint: Checkpoint, optimizer: Optimizer): string[] {
    const { place, state, memory } = checkpoint;
    const unfit = restoreFitting({ config, model, optimizer }, checkpoint, true);
    if (unfit.length === 0 && isSameLoss(config, place.config)) trustGradients(model, optimizer, state);
    model.random.position = state.randomPosition;
    batches.cursor = { batch: place.step, orderPosition: place.loader.orderPosition };
    if (memory) remember(memory.problem as NetworkMemory);
    return unfit;
  }

  return {
    save: (optimizer) => ({
      state: saveState(model, optimizer),
      shapes: Object.fromEntries(model.parameters.all.map(({ name, value }) => [name, value.shape])),
      config,
      loader: batches.cursor,
      memory: {
        evaluations: { count: evaluations.count, examples: evaluations.examples },
        log: log.memory,
        histograms: histograms.memory,
      },
    }),

    restore({ checkpoint, mode }, optimizer) {
      if (mode === 'warm') return restoreFitting({ config, model, optimizer }, checkpoint, false);
      if (mode === 'fork') return fork(checkpoint, optimizer);
      resume(checkpoint, optimizer);
      return [];
    },
  };
}

/** Settings that the loss at given parameters does not depend on. */
const BESIDE_THE_LOSS: ReadonlySet<string> = new Set<keyof TrainingConfig>([
  'optimizer',
  'schedule',
  'clipNorm',
  'clipValue',
  'length',
  'histogramEvery',
  'layersEvery',
  'trainEvaluationEvery',
  'checkpointEvery',
  'onNonFinite',
]);

/** Whether loss and gradients at given parameters are the same under both configurations. */
function isSameLoss(one: TrainingConfig, other: Job): boolean {
  if (isSurfaceJob(other)) return false;
  const ofLoss = (config: TrainingConfig) =>
    JSON.stringify(
      Object.entries(config)
        .filter(([key]) => !BESIDE_THE_LOSS.has(key))
        .sort(),
    );
  return ofLoss(one) === ofLoss(other);
}
