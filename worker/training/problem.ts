import type { CheckpointPlace } from '../../shared/training/checkpoint-head.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import type { Parameters } from '../engine/parameters.ts';
import type { Checkpoint, TrainingStart } from './checkpoint.ts';
import type { TrainingMemory } from './training-memory.ts';

/** What the loop knows of a step. */
export interface StepFacts {
  /** Before the step. */
  loss: number;
  learningRate: number;
  /** Null where the schedule leaves it at the run's setting. */
  momentum: number | null;
  /** Of all gradients together, before clipping. */
  gradientNorm: number;
}

/** What a problem adds to a checkpoint. */
export type ProblemState = Pick<Checkpoint, 'state'> &
  Pick<CheckpointPlace, 'config' | 'loader'> & {
    memory: TrainingMemory['problem'];
    shapes: Record<string, readonly number[]>;
  };

/**
 * What the training loop minimizes: parameters, the loss at them with its gradients, and what is measured and
 * recorded on the way. The loop itself knows neither data nor network.
 */
export interface Problem {
  readonly parameters: Parameters;
  /** Steps of an epoch, after each of which the problem is scored. */
  readonly stepsPerEpoch: number;
  /** Whether the loss at the same parameters is another one each time. */
  readonly isRandom?: boolean;
  /** Records before the first step what is trained, of which some steps may be done already. */
  introduce(totalSteps: number, done: number): void;
  /** The loss at the parameters as they are before a step, its gradients left in them; both may be `known` already. */
  evaluate(step: number, known: number | null): number;
  /** The loss at other parameters within the same step, for optimizers that search along a line. */
  evaluateAgain(): number;
  /** Measures the gradients before they are clipped; `broken` where the loss ends the run. */
  measure(step: number, broken: boolean): void;
  /** Records a step after the parameters have moved; they have not where it is broken. */
  record(step: number, facts: StepFacts, optimizer: Optimizer, broken: boolean): void;
  /** Scores the parameters at the end of an epoch or of the run; returns the loss that schedules wait to fall. */
  score(step: number, last: boolean): number;
  /** What the parameters were evaluated to by `score` just before, by the keys of the series. */
  scores?(): Record<string, number>;
  /** Evaluates after the last step; losses by name, undefined for those that could not be evaluated. */
  conclude(totalSteps: number): Record<string, number | undefined>;
  /** Takes settings that were changed while the training goes on; left out where nothing follows from them. */
  steer?(config: LoopConfig, totalSteps: number): void;
  /** What is saved in a checkpoint; left out where none are made. */
  save?(optimizer: Optimizer): ProblemState;
  /** Puts a saved state back, as far as it is taken; returns in words what of it did not fit. */
  restore?(start: TrainingStart, optimizer: Optimizer): string[];
}

/** The settings that every problem has. */
export type LoopConfig = Pick<
  TrainingConfig,
  'optimizer' | 'schedule' | 'clipNorm' | 'clipValue' | 'length' | 'onNonFinite'
> &
  Partial<Pick<TrainingConfig, 'checkpointEvery' | 'histogramEvery' | 'layersEvery'>>;
