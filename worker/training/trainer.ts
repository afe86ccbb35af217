import type { EndReason } from '../../shared/run.ts';
import type { SaveCause } from '../../shared/training/checkpoint-head.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Steering } from '../../shared/training/steering.ts';
import type { Splits } from '../data/examples.ts';
import { clipByNorm, clipByValue } from '../engine/optimizers/clip.ts';
import type { Parameters } from '../engine/parameters.ts';
import type { TrainingStart } from './checkpoint.ts';
import { DivergenceWatch } from './divergence.ts';
import { createLoopState, type LoopParts, type LoopState, stepsDone, type UnplacedCheckpoint } from './loop-state.ts';
import { Marks } from './marks.ts';
import { createNetworkProblem, type NetworkProblemOptions } from './network-problem.ts';
import { createOptimizer } from './optimizer.ts';
import type { LoopConfig, Problem } from './problem.ts';
import type { Recorder } from './recorder.ts';
import { createRequests, type RequestPort, type Requests, type Saved } from './requests.ts';
import { createSchedule, type RateSchedule, stepsOf } from './schedule.ts';
import { createSteered } from './steering.ts';

/** How a training ended, unless it threw. */
export type Outcome = { state: 'finished' | 'stopped' | 'paused' } | { state: 'failed'; reason: EndReason };

/** What becomes of a training that is interrupted, and why its state is saved. */
const INTERRUPTION = {
  true: { state: 'stopped', cause: 'end' },
  pause: { state: 'paused', cause: 'pause' },
} as const;

export interface LoopOptions {
  recorder: Recorder;
  /** A saved state to go on from; without it the training begins at step 0. */
  start?: TrainingStart;
  /** Read before every step: true ends the training, and so does 'pause', after a checkpoint to go on from. */
  shouldStop: () => boolean | 'pause';
  /** How the run was steered before, by step: it is steered so again. */
  steering?: readonly Steering[];
  /** What is asked of it on the way, looked at before and after every step. */
  requests?: RequestPort;
  /** Called before the first step, with the steps done by then, and after every one. */
  onStep: (step: number, totalSteps: number) => void;
  /** Stores a checkpoint; without it none are made. */
  saveCheckpoint?: (checkpoint: UnplacedCheckpoint) => Saved;
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
  optimizer.isLossRandom = problem.isRandom ?? false;
  const schedule = createSchedule(config.schedule, config.optimizer.learningRate, {
    stepsPerEpoch,
    totalSteps: stepsOf(config.length, stepsPerEpoch),
  });
  const divergence = new DivergenceWatch();
  const marks = new Marks(recorder, schedule.drops);
  const steered = createSteered(config, { problem, optimizer, schedule, marks, recorded: options.steering });
  const parts = { problem, steered, optimizer, schedule, divergence, marks };
  const state = createLoopState(parts);
  const requests = createRequests(options.requests, steered, problem);
  const checkpoint = createCheckpointer(parts, state, requests, options);

  const done = stepsDone(options.start);
  steered.restore(done);
  state.restore(options.start);
  problem.introduce(steered.totalSteps, done);
  onStep(done, steered.totalSteps);

  for (let step = done + 1; step <= steered.totalSteps; step++) {
    const stop = shouldStop();
    if (stop) {
      const { state, cause } = INTERRUPTION[`${stop}`];
      recorder.log(`${state} on request after step ${step - 1} of ${steered.totalSteps}`);
      checkpoint(step - 1, cause);
      return { state };
    }

    // take the settings that were changed since the last step
    steered.replay(step);
    requests.steer(step);
    const { config } = steered;

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
    const last = step === steered.totalSteps;
    const isScored = scoreAt(step, last, problem, schedule);

    // keep
    checkpoint(step, last ? 'end' : 'due', isScored);

    onStep(step, steered.totalSteps);
    recorder.tick();
  }

  return judge(config, divergence, problem.conclude(steered.totalSteps));
}

/** Scores the problem where an epoch or the run ends; whether it did. */
function scoreAt(step: number, last: boolean, problem: Problem, schedule: RateSchedule): boolean {
  if (!last && step % problem.stepsPerEpoch !== 0) return false;
  schedule.observe(problem.score(step, last), step);
  return true;
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

/** Saves a checkpoint every `checkpointEvery` epochs and where a training ends, unless that is 0, and always where it is paused or asked for one. */
function createCheckpointer(
  { problem, steered, marks }: LoopParts,
  state: LoopState,
  requests: Requests,
  { saveCheckpoint }: LoopOptions,
) {
  const every = () => (steered.config.checkpointEvery ?? 0) * problem.stepsPerEpoch;
  const isDue = (step: number, cause: SaveCause) =>
    cause === 'pause' || cause === 'asked' || (every() > 0 && (cause === 'end' || step % every() === 0));

  /** NaN and the infinities are no scores, nor would JSON hold them. */
  function finiteScores(): Record<string, number> {
    return Object.fromEntries(Object.entries(problem.scores?.() ?? {}).filter(([, value]) => Number.isFinite(value)));
  }

  function save(step: number, cause: SaveCause, isScored: boolean): Saved | null {
    if (!saveCheckpoint || step === 0 || !isDue(step, cause)) return null;
    const checkpoint = state.save(step, { cause, ...(isScored && { scores: finiteScores() }) });
    if (!checkpoint) return null;
    const saved = saveCheckpoint(checkpoint);
    marks.checkpoint(step, saved);
    return saved;
  }

  return (step: number, cause: SaveCause, isScored = false): void => {
    if (requests.asksForCheckpoint()) requests.answerCheckpoint(step, save(step, 'asked', isScored));
    else save(step, cause, isScored);
  };
}

/** Clips the gradients as configured; returns their norm before. */
function clip(parameters: Parameters, { clipNorm, clipValue }: LoopConfig): number {
  const norm = clipNorm > 0 ? clipByNorm(parameters, clipNorm) : parameters.gradientNorm();
  if (clipValue > 0) clipByValue(parameters, clipValue);
  return norm;
}
