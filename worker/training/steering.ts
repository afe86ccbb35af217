import { settingsAfter, steeringWords, withSettings } from '../../shared/training/steered-config.ts';
import type { SteeredSettings, Steering } from '../../shared/training/steering.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import type { Marks } from './marks.ts';
import type { LoopConfig, Problem } from './problem.ts';
import { type RateSchedule, stepsOf } from './schedule.ts';

export interface SteeredParts {
  problem: Problem;
  optimizer: Optimizer;
  schedule: RateSchedule;
  marks: Marks;
  /** How the run was steered before, by step: it is steered so again. */
  recorded?: readonly Steering[] | undefined;
}

/**
 * The settings of a training, which may be changed between two steps. From then on every number is computed as if it
 * had been launched with them, while its state stays: parameters, momentum, averages, what a schedule has seen.
 */
export function createSteered(
  launched: LoopConfig,
  { problem, optimizer, schedule, marks, recorded = [] }: SteeredParts,
) {
  let config = launched;
  let totalSteps = stepsOf(config.length, problem.stepsPerEpoch);
  let replayed = 0;

  function take(next: LoopConfig): void {
    const { learningRate, weightDecay } = next.optimizer;
    const { momentum, beta1 } = next.optimizer as { momentum?: number; beta1?: number };
    totalSteps = stepsOf(next.length, problem.stepsPerEpoch);
    schedule.change(learningRate, { stepsPerEpoch: problem.stepsPerEpoch, totalSteps });
    optimizer.weightDecay = weightDecay;
    optimizer.momentum = momentum ?? beta1 ?? optimizer.momentum;
    problem.steer?.(next, totalSteps);
    config = next;
  }

  function set(step: number, settings: SteeredSettings, by: string): void {
    const words = steeringWords(config, settings);
    take(withSettings(config, settings));
    marks.steered(step, `${words}, by ${by}`);
  }

  return {
    get config() {
      return config;
    },
    get totalSteps() {
      return totalSteps;
    },
    set,

    /** Takes the settings that hold after a step which is done already. */
    restore(done: number): void {
      while ((recorded[replayed]?.step ?? Infinity) <= done) replayed++;
      if (replayed > 0) take(settingsAfter(launched, recorded, done));
    },

    /** Sets again what was set before a step. */
    replay(step: number): void {
      for (let next = recorded[replayed]; next?.step === step; next = recorded[replayed]) {
        set(step, next.set, next.by);
        replayed++;
      }
    },
  };
}

export type Steered = ReturnType<typeof createSteered>;
