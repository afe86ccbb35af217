import type { EndReason } from '../../shared/run.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import { clipByNorm, clipByValue } from '../engine/optimizers/clip.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import type { Parameters } from '../engine/parameters.ts';
import type { Checkpoint, CheckpointPlace } from './checkpoint.ts';
import { DivergenceWatch } from './divergence.ts';
import { Marks } from './marks.ts';
import { createNetworkProblem, type NetworkProblemOptions } from './network-problem.ts';
import { createOptimizer } from './optimizer.ts';
import type { LoopConfig, Problem } from './problem.ts';
import type { Recorder } from './recorder.ts';
import { createSchedule, type RateSchedule, stepsOf } from './schedule.ts';

/** How a training ended, unless it threw. */
export type Outcome = { state: 'finished' | 'stopped' } | { state: 'failed'; reason: EndReason };

export interface LoopOptions {
  recorder: Recorder;
  /** Read before every step. */
  shouldStop: () => boolean;
  /** Called before the first step (step 0) and after every one. */
  onStep: (step: number, totalSteps: number) => void;
  /** Stores a checkpoint; without it none are made. */
  saveCheckpoint?: (
    checkpoint: Omit<Checkpoint, 'place'> & { place: TrainerPlace },
  ) => { bytes: number } | { error: string };
}

export type TrainerOptions = LoopOptions & NetworkProblemOptions;

/** The part of a checkpoint's place that the trainer supplies; the caller adds the run and the batch number. */
export type TrainerPlace = Pick<CheckpointPlace, 'step' | 'config' | 'loader'>;

/** Trains the network that `config` describes. Configuration, seed, data and kernels determine every number. */
export function trainModel(config: TrainingConfig, splits: Splits, options: TrainerOptions): Outcome {
  return train(createNetworkProblem(config, splits, options), config, options);
}

/** Minimizes a problem step by step, until its length is reached, it is stopped, or its loss is no number any more. */
export function train(problem: Problem, config: LoopConfig, options: LoopOptions): Outcome {
  const { recorder, shouldStop, onStep } = options;
  const { parameters, stepsPerEpoch } = problem;
  const optimizer = createOptimizer(config.optimizer, parameters);
  const totalSteps = stepsOf(config.length, stepsPerEpoch);
  const schedule = createSchedule(config.schedule, config.optimizer.learningRate, { stepsPerEpoch, totalSteps });
  const divergence = new DivergenceWatch();
  const marks = new Marks(recorder, schedule.drops);
  const checkpoint = createCheckpointer(problem, config, options, { optimizer, schedule, marks });

  problem.introduce(totalSteps);
  onStep(0, totalSteps);

  for (let step = 1; step <= totalSteps; step++) {
    if (shouldStop()) {
      recorder.log(`stopped on request after step ${step - 1} of ${totalSteps}`);
      checkpoint(step - 1, true);
      return { state: 'stopped' };
    }

    // forward and backward, unless the last step's line search ended here with both
    const loss = problem.evaluate(step, optimizer.knownLoss);
    const broken = !Number.isFinite(loss) && config.onNonFinite === 'stop';
    problem.measure(step, broken);
    const gradientNorm = clip(parameters, config);

    // step, at this step's rate and momentum; only optimizers that search evaluate again
    const [learningRate, momentum] = [schedule.at(step), schedule.momentumAt(step)];
    optimizer.momentum = momentum ?? optimizer.momentum;
    if (!broken) optimizer.step(learningRate, () => problem.evaluateAgain(), loss);

    // record
    problem.record(step, { loss, learningRate, momentum, gradientNorm }, optimizer, broken);
    marks.step(step, { loss, learningRate });
    if (divergence.observe(step, loss)) marks.diverges(step, loss, divergence.limit);
    if (broken) {
      return { state: 'failed', reason: { code: 'diverged', message: `The loss became ${loss} at step ${step}.` } };
    }

    // score
    const last = step === totalSteps;
    if (last || step % stepsPerEpoch === 0) schedule.observe(problem.score(step, last), step);

    // keep
    checkpoint(step, last);

    onStep(step, totalSteps);
    recorder.tick();
  }

  return judge(config, divergence, problem.conclude(totalSteps));
}

/** How a training that took all its steps ended, given the losses evaluated after it. */
function judge(
  { onNonFinite }: LoopConfig,
  divergence: DivergenceWatch,
  evaluated: Record<string, number | undefined>,
): Outcome {
  const message = onNonFinite === 'stop' ? divergence.verdict(evaluated) : null;
  return message === null ? { state: 'finished' } : { state: 'failed', reason: { code: 'diverged', message } };
}

/** Saves a checkpoint every `checkpointEvery` epochs and after the last step. */
function createCheckpointer(
  problem: Problem,
  { checkpointEvery = 0 }: LoopConfig,
  { saveCheckpoint }: LoopOptions,
  { optimizer, schedule, marks }: { optimizer: Optimizer; schedule: RateSchedule; marks: Marks },
) {
  const every = checkpointEvery * problem.stepsPerEpoch;
  return (step: number, last: boolean): void => {
    if (!saveCheckpoint || !problem.save || every === 0 || step === 0 || (step % every !== 0 && !last)) return;
    const { state, config, loader } = problem.save(optimizer);
    marks.checkpoint(step, saveCheckpoint({ place: { step, config, loader }, state, schedule: schedule.seen }));
  };
}

/** Clips the gradients as configured; returns their norm before. */
function clip(parameters: Parameters, { clipNorm, clipValue }: LoopConfig): number {
  const norm = clipNorm > 0 ? clipByNorm(parameters, clipNorm) : parameters.gradientNorm();
  if (clipValue > 0) clipByValue(parameters, clipValue);
  return norm;
}
