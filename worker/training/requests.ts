import { resolveAsked } from '../../shared/training/steered-config.ts';
import type { SteerRequest, ThreadAnswer, ThreadRequest } from '../../shared/training/thread-control.ts';
import type { Problem } from './problem.ts';
import { stepsOf } from './schedule.ts';
import type { Steered } from './steering.ts';

const HIGHEST_RATE = 1e6;

/** Where requests come from and answers go to. */
export interface RequestPort {
  /** The next request; undefined where none waits. Called before every step, so it must cost nothing then. */
  take(): ThreadRequest | undefined;
  answer(answer: ThreadAnswer): void;
}

/** What became of a checkpoint. */
export type Saved = { bytes: number } | { error: string };

/** What is asked of a training: settings before a step, checkpoints after it. */
export function createRequests(port: RequestPort | undefined, steered: Steered, problem: Problem) {
  const steers: (SteerRequest & { id: number })[] = [];
  const checkpoints: number[] = [];

  function look(): void {
    for (let request = port?.take(); request; request = port?.take())
      if (request.type === 'steer') steers.push(request);
      else checkpoints.push(request.id);
  }

  function steer({ id, set, by }: SteerRequest & { id: number }, step: number): ThreadAnswer {
    const settings = resolveAsked(set, steered.config);
    const { length, learningRate = 0 } = settings;
    if (length && stepsOf(length, problem.stepsPerEpoch) < step)
      return { id, refused: `length ${length.count} ${length.unit}: the run has taken ${step - 1} steps already` };
    if (learningRate > HIGHEST_RATE)
      return { id, refused: `learning rate ${learningRate}: it must be at most ${HIGHEST_RATE}` };
    steered.set(step, settings, by);
    return { id, step, set: settings, by };
  }

  return {
    /** Takes over the settings that are asked for, from this step on. */
    steer(step: number): void {
      look();
      for (const request of steers.splice(0)) port?.answer(steer(request, step));
    },

    asksForCheckpoint(): boolean {
      look();
      return checkpoints.length > 0;
    },

    /** Answers all who ask for a checkpoint: null stands for a problem that saves none. */
    answerCheckpoint(step: number, saved: Saved | null): void {
      const refused =
        saved === null ? 'a training of this kind saves no state' : 'error' in saved ? saved.error : undefined;
      for (const id of checkpoints.splice(0)) port?.answer(refused === undefined ? { id, step } : { id, refused });
    },
  };
}

export type Requests = ReturnType<typeof createRequests>;
