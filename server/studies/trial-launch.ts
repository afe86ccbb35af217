import { trialJob } from '../../shared/studies/trial-job.ts';
import { nameOf, textOf } from '../../shared/studies/words.ts';
import type { JobLaunch } from '../../shared/training/job.ts';
import { AnyJob } from '../../shared/training/job.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { StudyRecord, TrialRecord } from '../ports/study-store.ts';
import type { LaunchService } from '../services/launch-service.ts';
import type { RunService } from '../services/run-service.ts';

const MAX_NAME = 128;

/** Makes the runs of trials. A run's id follows from study and number, so that launching it again is the same run. */
export function createTrialLaunch({ launch, runs }: { launch: LaunchService; runs: Pick<RunService, 'create'> }) {
  return {
    /** @throws {AppError} what `launch` refuses; `invalid` for values that make no job together */
    async train({ id, spec }: StudyRecord, trial: TrialRecord): Promise<void> {
      const job = trialJob(spec.base ?? {}, spec.parameters, trial.values);
      const [wrong] = fieldErrors(AnyJob, job);
      if (wrong) throw new AppError('invalid', `${wrong.path} ${wrong.message}.`);
      await launch.launch({ ...job, id: trial.run, ...about(id, spec, trial) } as JobLaunch);
    },

    /** A run that a script elsewhere logs to; one of which nothing is heard for too long has crashed. */
    async hand({ id, spec }: StudyRecord, trial: TrialRecord): Promise<void> {
      const { silenceSeconds: heartbeatSeconds } = spec;
      await runs.create({ id: trial.run, ...about(id, spec, trial), config: trial.values, heartbeatSeconds });
    },
  };
}

function about(id: string, { project, name: group }: StudyRecord['spec'], { number, values }: TrialRecord) {
  const parts = Object.entries(values).map(([at, value]) => `${nameOf(at)} ${textOf(value)}`);
  return { project, group, name: [`#${number}`, ...parts].join(' · ').slice(0, MAX_NAME), tags: [`study:${id}`] };
}

export type TrialLaunch = ReturnType<typeof createTrialLaunch>;
