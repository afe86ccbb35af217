import { resolveAsked } from '../../shared/training/steered-config.ts';
import type { ThreadAnswer, ThreadRequest } from '../../shared/training/thread-control.ts';
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

/** Does what is asked of a training before a step. */
export function createRequests(port: RequestPort | undefined, steered: Steered, problem: Problem) {
  function steer({ id, set, by }: ThreadRequest, step: number): ThreadAnswer {
    const settings = resolveAsked(set, steered.config);
    const { length, learningRate = 0 } = settings;
    if (length && stepsOf(length, problem.stepsPerEpoch) < step)
      return { id, refused: `length ${length.count} ${length.unit}: the run has taken ${step - 1} steps already` };
    if (learningRate > HIGHEST_RATE)
      return { id, refused: `learning rate ${learningRate}: it must be at most ${HIGHEST_RATE}` };
    steered.set(step, settings, by);
    return { id, step, set: settings, by };
  }

  return (step: number): void => {
    for (let request = port?.take(); request; request = port?.take()) port?.answer(steer(request, step));
  };
}
