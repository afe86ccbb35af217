import { setTimeout as sleep } from 'node:timers/promises';
import { engineJob } from '../../shared/training/job.ts';
import { steeringFaults } from '../../shared/training/steered-config.ts';
import type { AskedSettings, SteerAnswer } from '../../shared/training/steering.ts';
import type { AnswerTo, SteerRequest } from '../../shared/training/thread-control.ts';
import { AppError } from '../errors.ts';
import type { TrainingControl } from './training-control.ts';

/** A step, or the evaluation between two, may take longer: the settings are then taken after it. */
const PATIENCE_MS = 5000;

export interface SteeringServiceOptions {
  control: Pick<TrainingControl, 'findTraining'>;
  /** Asks a training before its next step; undefined when it is not in a thread of this process. */
  ask: (run: string, request: SteerRequest) => Promise<AnswerTo<SteerRequest> | undefined>;
  patienceMs?: number;
}

/** Changes settings of a training between two of its steps. */
export function createSteeringService({ control, ask, patienceMs = PATIENCE_MS }: SteeringServiceOptions) {
  return {
    /**
     * Resolves with the first step that is taken with the settings, which are part of the run's record then; with null
     * for the step when the training has not come to its next one in time, before which it takes them.
     *
     * @throws {AppError} `conflict` for a run that is not training; `invalid` for settings that it cannot take, by name
     */
    async steer(id: string, set: AskedSettings, by: string): Promise<SteerAnswer> {
      const run = await control.findTraining(id);
      const job = engineJob(run.job);
      if (run.state !== 'running' || !job) throw notTraining(id, run.state);
      const fields = steeringFaults(job, set);
      const [first] = fields;
      if (first) throw new AppError('invalid', `body ${first.path} ${first.message}.`, { in: 'body', fields });
      const late = new AbortController();
      const answer = await Promise.race([
        ask(id, { type: 'steer', set, by }),
        sleep(patienceMs, 'late' as const, { signal: late.signal }),
      ]).finally(() => late.abort());
      if (answer === undefined) throw notTraining(id, 'about to begin, or trained by another process');
      if (answer === 'late') return { step: null, set: null };
      if ('refused' in answer)
        throw new AppError('conflict', `Run "${id}" was not steered: ${answer.refused}.`, { id });
      return { step: answer.step, set: answer.set };
    },
  };
}

function notTraining(id: string, state: string): AppError {
  return new AppError('conflict', `Run "${id}" is ${state}: only one that trains can be steered.`, { id, state });
}

export type SteeringService = ReturnType<typeof createSteeringService>;
