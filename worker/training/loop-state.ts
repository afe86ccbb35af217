import type { CheckpointPlace } from '../../shared/training/checkpoint-head.ts';
import type { Job } from '../../shared/training/job.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import type { Checkpoint, TrainingStart } from './checkpoint.ts';
import type { DivergenceWatch } from './divergence.ts';
import type { Marks } from './marks.ts';
import type { LoopConfig, Problem } from './problem.ts';
import type { RateSchedule } from './schedule.ts';
import type { Steered } from './steering.ts';

/** The part of a checkpoint's place that the loop supplies; the caller adds the run and the batch number. */
export type TrainerPlace = Pick<CheckpointPlace, 'step' | 'config' | 'loader' | 'stepsPerEpoch' | 'cause' | 'scores'>;
export type UnplacedCheckpoint = Omit<Checkpoint, 'place'> & { place: TrainerPlace };

/** All of a training that changes from step to step. */
export interface LoopParts {
  problem: Problem;
  steered: Steered;
  optimizer: Optimizer;
  schedule: RateSchedule;
  divergence: DivergenceWatch;
  marks: Marks;
}

/** Saves all of a training that its configuration does not determine, and puts it back. */
export function createLoopState({ problem, steered, optimizer, schedule, divergence, marks }: LoopParts) {
  /** A fork's own rate or schedule starts as that schedule does. */
  function isScheduledAlike({ place }: Checkpoint): boolean {
    const ofRate = ({ schedule: settings, optimizer: { learningRate } }: LoopConfig) =>
      JSON.stringify([settings, learningRate]);
    return ofRate(steered.config) === ofRate(place.config);
  }

  return {
    /** Undefined for a problem whose state is not saved. */
    save(step: number, why: Pick<TrainerPlace, 'cause' | 'scores'>): UnplacedCheckpoint | undefined {
      if (!problem.save) return undefined;
      const { state, config: whole, loader, memory, shapes } = problem.save(optimizer);
      return {
        place: {
          step,
          config: { ...whole, ...steered.config } as Job,
          loader,
          stepsPerEpoch: problem.stepsPerEpoch,
          ...why,
        },
        state,
        schedule: schedule.seen,
        memory: { marks: marks.memory, divergence: divergence.memory, problem: memory },
        shapes,
      };
    },

    /** Puts a state back and marks it. @throws {RangeError} for a fork without a step to take */
    restore(start: TrainingStart | undefined): void {
      if (!start) return;
      const { checkpoint, mode } = start;
      const { schedule: seen, memory } = checkpoint;
      expectStepsLeft(start, steered.totalSteps);
      if (!problem.restore) throw new Error('the state of this problem cannot be restored');
      const unfit = problem.restore(start, optimizer);
      if (mode === 'resume' || (mode === 'fork' && isScheduledAlike(checkpoint))) schedule.seen = seen;
      if (mode !== 'warm' && memory) {
        marks.memory = memory.marks;
        divergence.memory = memory.divergence;
      }
      marks.start(stepsDone(start), start, [...(start.warnings ?? []), ...unfit]);
    },
  };
}

/** The steps that are done when a training begins: 0 for a warm start and without a state. */
export function stepsDone(start: TrainingStart | undefined): number {
  return !start || start.mode === 'warm' ? 0 : start.checkpoint.place.step;
}

function expectStepsLeft({ mode, checkpoint: { place } }: TrainingStart, totalSteps: number): void {
  if (mode !== 'fork' || place.step < totalSteps) return;
  throw new RangeError(`step ${place.step} of run ${place.run} is not before the end, step ${totalSteps}`);
}

export type LoopState = ReturnType<typeof createLoopState>;
