import type { EndReason } from '../../shared/run.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import { clipByNorm, clipByValue } from '../engine/optimizers/clip.ts';
import type { Parameters } from '../engine/parameters.ts';
import type { TrainingStart } from './checkpoint.ts';
import { DivergenceWatch } from './divergence.ts';
import { createLoopState, type LoopState, type UnplacedCheckpoint } from './loop-state.ts';
import { Marks } from './marks.ts';
import { createNetworkProblem, type NetworkProblemOptions } from './network-problem.ts';
import { createOptimizer } from './optimizer.ts';
import type { LoopConfig, Problem } from './problem.ts';
import type { Recorder } from './recorder.ts';
import { createSchedule, stepsOf } from './schedule.ts';

/** How a training ended, unless it threw. */
export type Outcome = { state: 'finished' | 'stopped' | 'paused' } | { state: 'failed'; reason: EndReason };

/** What becomes of a training that is interrupted, and whether its state is saved though checkpoints are off. */
const INTERRUPTION = {
  true: { state: 'stopped', when: 'last' },
  pause: { state: 'paused', when: 'always' },
} as const;

export interface LoopOptions {
  recorder: Recorder;
  /** A saved state to go on from; without it the training begins at step 0. */
  start?: TrainingStart;
  /** Read before every step: true ends the training, and so does 'pause', after a checkpoint to go on from. */
  shouldStop: () => boolean | 'pause';
  /** Called before the first step, with the steps done by then, and after every one. */
  onStep: (step: number, totalSteps: number) => void;
  /** Stores a checkpoint; without it none are made. */
  saveCheckpoint?: (checkpoint: UnplacedCheckpoint) => { bytes: number } | { error: string };
}

export type TrainerOptions = LoopOptions & NetworkProblemOptions;

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
  const state = createLoopState({ problem, config, optimizer, schedule, divergence, marks });
  const checkpoint = createCheckpointer(state, config, options, stepsPerEpoch, marks);

  const done = state.restore(options.start);
  problem.introduce(totalSteps, done);
  onStep(done, totalSteps);

  for (let step = done + 1; step <= totalSteps; step++) {
    const stop = shouldStop();
    if (stop) {
      const { state, when } = INTERRUPTION[`${stop}`];
      recorder.log(`${state} on request after step ${step - 1} of ${totalSteps}`);
      checkpoint(step - 1, when);
      return { state };
    }

    // forward and backward, unless the last step's line search ended here with both
    const loss = problem.evaluate(step, optimizer.knownLoss);
    const broken = endsRun(loss, config);
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
    checkpoint(step, last ? 'last' : 'due');

    onStep(step, totalSteps);
    recorder.tick();
  }

  return judge(config, divergence, problem.conclude(totalSteps));
}

/** Whether a loss is one that the training is not to go on from. */
function endsRun(loss: number, { onNonFinite }: LoopConfig): boolean {
  return onNonFinite === 'stop' && !Number.isFinite(loss);
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

/** Saves a checkpoint every `checkpointEvery` epochs and after the last step, unless that is 0, and always where one is asked for. */
function createCheckpointer(
  state: LoopState,
  { checkpointEvery = 0 }: LoopConfig,
  { saveCheckpoint }: LoopOptions,
  stepsPerEpoch: number,
  marks: Marks,
) {
  const every = checkpointEvery * stepsPerEpoch;
  return (step: number, when: 'due' | 'last' | 'always'): void => {
    if (!saveCheckpoint || step === 0) return;
    if (when !== 'always' && (every === 0 || (step % every !== 0 && when === 'due'))) return;
    const saved = state.save(step);
    if (saved) marks.checkpoint(step, saveCheckpoint(saved));
  };
}

/** Clips the gradients as configured; returns their norm before. */
function clip(parameters: Parameters, { clipNorm, clipValue }: LoopConfig): number {
  const norm = clipNorm > 0 ? clipByNorm(parameters, clipNorm) : parameters.gradientNorm();
  if (clipValue > 0) clipByValue(parameters, clipValue);
  return norm;
}
