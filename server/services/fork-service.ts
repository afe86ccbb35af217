import type { FieldError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { isSameOptimizer, misfitsOf, optimizerMisfit } from '../../shared/training/fitting.ts';
import type { ForkPlan, ForkRequest } from '../../shared/training/fork.ts';
import { completeJob, isSurfaceJob, Job, type JobLaunch } from '../../shared/training/job.ts';
import { changesBetween, mergedJob } from '../../shared/training/job-changes.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DataShape } from '../../shared/training/parameter-count.ts';
import { parameterShapes } from '../../shared/training/parameter-shapes.ts';
import { settingsAfter } from '../../shared/training/steered-config.ts';
import { stepsOfJob } from '../../shared/training/steps.ts';
import { surfaceFaults } from '../../shared/training/surface-faults.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { LaunchService } from './launch-service.ts';
import { expectFits, type FoundStart, type RunStarts } from './run-starts.ts';

const MOST_LETTERS = 128;

export interface ForkServiceOptions {
  starts: RunStarts;
  launch: Pick<LaunchService, 'launch'>;
  findDataset: (name: string) => Promise<DatasetInfo>;
}

/** Runs that go on from a saved state of another with other settings. */
export function createForkService({ starts, launch, findDataset }: ForkServiceOptions) {
  /** @throws {AppError} what `starts.find` throws; `invalid` with each field for settings that are none */
  async function prepare(run: string, request: ForkRequest): Promise<{ found: FoundStart; job: Job }> {
    const { step, mode } = request;
    const found = await starts.find({ run, ...(step !== undefined && { step }), ...(mode && { mode }) });
    return { found, job: jobOf(found, request) };
  }

  async function unfitOf({ head, start }: FoundStart, job: Job): Promise<string[]> {
    const { config } = head.place;
    if (isSurfaceJob(job) || isSurfaceJob(config)) return optimizerFault(start, config, job, true);
    const saved = head.blocks.filter(({ owner }) => owner === 'parameters');
    const shape = await shapeOf(job);
    const isUnknown = shape === null;
    const unfit = isUnknown ? [] : misfitsOf(parameterShapes(job.network, shape), saved);
    return [
      ...(isUnknown ? ['which weights fit is known once the data is read'] : unfit),
      ...optimizerFault(start, config, job, unfit.length === 0),
      ...(isOtherData(job, config) ? ['the data differs from what the state was trained on'] : []),
    ];
  }

  async function shapeOf({ dataset }: TrainingConfig): Promise<DataShape | null> {
    const { features, classes, task, image, kind } = await findDataset(dataset.name);
    if (kind === 'upload') return null; // its columns decide, once they are read
    const outputs = task === 'classification' ? classes : 1;
    return features === null || outputs === null ? null : { features, outputs, image };
  }

  return {
    /** What a fork would be, without launching it. */
    async plan(run: string, request: ForkRequest): Promise<ForkPlan> {
      const { found, job } = await prepare(run, request);
      const { step, mode } = found.start;
      expectFits(job, found);
      return {
        step,
        mode,
        changes: changesBetween(found.parent.job, job).map(({ path, from = null, to = null }) => ({ path, from, to })),
        unfit: await unfitOf(found, job),
        totalSteps: stepsOfJob(job, found.head.place),
      };
    },

    /**
     * Queues a run that begins with a saved state of another. The same id again gives the same run.
     *
     * @throws {AppError} what a launch throws; `conflict`, `not_found` or `damaged` where there is no such state
     */
    async fork(run: string, request: ForkRequest): Promise<{ run: Run; created: boolean }> {
      const { found, job } = await prepare(run, request);
      const { parent, start } = found;
      const { id, name, project, group, tags, notes } = request;
      return launch.launch({
        ...job,
        ...(id !== undefined && { id }),
        name: name ?? `${parent.name.slice(0, MOST_LETTERS - '-fork'.length)}-fork`,
        project: project ?? parent.project,
        ...((group ?? parent.group) !== null && { group: group ?? parent.group ?? '' }),
        tags: tags ?? parent.tags,
        ...(notes !== undefined && { notes }),
        from: start,
      } as JobLaunch);
    },
  };
}

/** Why the state of an optimizer is not taken, where it would be if it fitted. */
function optimizerFault({ mode }: FoundStart['start'], saved: Job, job: Job, allFits: boolean): string[] {
  const isTaken = allFits && isSameOptimizer(saved.optimizer, job.optimizer);
  return isTaken || mode === 'warm' ? [] : [optimizerMisfit(saved.optimizer, job.optimizer)];
}

/** @throws {AppError} `invalid` naming each field */
function jobOf({ parent, start }: FoundStart, { changes, job }: ForkRequest): Job {
  if (changes && job) throw invalid([{ path: '/job', message: 'is given with /changes: only one of them can be' }]);
  const before = settingsAfter(completeJob(parent.job as Job), parent.steering, start.step); // as it was steered by then
  const asked = withDefaults<Job>(Job, job ?? mergedJob(before, changes ?? {}));
  const at = job ? '/job' : '/changes';
  const fields = faultsOf(asked, at);
  if (fields.length > 0) throw invalid(fields);
  return asked;
}

/** A formula that cannot be read is no surface to look at. */
function faultsOf(job: Job, at: string): FieldError[] {
  const fields = fieldErrors(Job, job, at);
  if (fields.length > 0 || !isSurfaceJob(job)) return fields;
  return surfaceFaults(job).map((fault) => ({ ...fault, path: `${at}${fault.path}` }));
}

function invalid(fields: { path: string; message: string }[]): AppError {
  const [first] = fields;
  return new AppError('invalid', `body ${first?.path} ${first?.message}.`, { in: 'body', fields });
}

const isOtherData = (one: TrainingConfig, other: TrainingConfig) =>
  JSON.stringify([one.dataset, one.seed]) !== JSON.stringify([other.dataset, other.seed]);

export type ForkService = ReturnType<typeof createForkService>;
