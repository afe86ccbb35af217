import type { Run } from '../../shared/run.ts';
import type { StudyWithTrials, Trial } from '../../shared/studies/trial.ts';
import { trialJob } from '../../shared/studies/trial-job.ts';
import { holdSplit } from '../../shared/training/hold-split.ts';
import type { Api } from '../api/api.ts';

const MAX_NAME = 128;

/**
 * Launches a trial again with other seeds than its own, as runs of one group. They learn from the examples that the trial
 * learned from, so that their spread is that of the training alone.
 */
export async function launchAgain(
  { spec }: StudyWithTrials,
  { values, number }: Trial,
  seeds: number,
  api: Pick<Api, 'launch'>,
): Promise<Run[]> {
  const job = holdSplit(trialJob(spec.base ?? {}, spec.parameters, values));
  const own = Number(job.seed);
  const group = `${spec.name.slice(0, MAX_NAME - 16)} · best #${number}`;
  const runs: Run[] = [];
  for (let seed = own + 1; seed <= own + seeds; seed++)
    runs.push(await api.launch({ ...job, seed, project: spec.project, group, name: `#${number} · seed ${seed}` }));
  return runs;
}
