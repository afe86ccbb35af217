import type { FieldError } from '../../shared/errors.ts';
import type { EndReason } from '../../shared/run.ts';
import { isScriptJob } from '../../shared/scripts/script-job.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import { studyFaults } from '../../shared/studies/study-faults.ts';
import type { PatchStudy, Study, StudyWithTrials } from '../../shared/studies/trial.ts';
import { trialJob } from '../../shared/studies/trial-job.ts';
import { isSurfaceJob, type Job } from '../../shared/training/job.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import type { StudyPatch, StudyRecord, StudyStore } from '../ports/study-store.ts';
import type { LaunchServiceOptions } from '../services/launch-service.ts';
import type { RunService } from '../services/run-service.ts';
import { ignoreEnded } from './ignore-ended.ts';
import { scriptFaults } from './script-faults.ts';
import { isOpen } from './study-driver.ts';
import { toStudy, toTrial } from './study-view.ts';

export interface StudyServiceOptions {
  studies: StudyStore;
  runs: Pick<RunService, 'stop'>;
  resolveDataset: LaunchServiceOptions['resolveDataset'];
  scripts: Pick<ScriptRegistry, 'check'>;
  bus: Bus;
  now: () => number;
  newId: () => string;
  /** Does something for a study while nothing else is done for it. */
  exclusively: <T>(id: string, action: () => Promise<T>) => Promise<T>;
  /** Has a study moved on. */
  wake: (id: string) => void;
}

const STOPPED: EndReason = { code: 'stopped_by_user', message: 'Its study was stopped.' };

/** The rules of studies: how they come to be, what may change, how they end. */
export function createStudyService(options: StudyServiceOptions) {
  const { studies, runs, resolveDataset, scripts, bus, now, newId, exclusively, wake } = options;

  async function find(id: string): Promise<StudyRecord> {
    const study = await studies.get(id);
    if (!study) throw new AppError('not_found', `There is no study "${id}".`, { id });
    return study;
  }

  async function show(id: string): Promise<StudyWithTrials> {
    const [study, trials] = [await find(id), await studies.trials(id)];
    return { ...toStudy(study, trials), trials: trials.map(toTrial) };
  }

  /** Ends what is open; a training stops within a step, a script when it learns it. */
  async function stopTrials(id: string): Promise<void> {
    for (const { number, run, state } of (await studies.trials(id)).filter(isOpen)) {
      if (state === 'running') await runs.stop(run, STOPPED).catch(ignoreEnded);
      else await studies.updateTrial(id, number, { state: 'stopped', reason: STOPPED.message, endedAt: now() });
    }
  }

  /** What a study becomes; nothing where it stays as it is. */
  function stateAfter(study: StudyRecord, asked: PatchStudy['state'], isExtended: boolean): StudyPatch {
    if (asked === 'stopped') return { state: asked, reason: 'Stopped by the user.', endedAt: now() };
    if (asked === 'running' || (isExtended && study.state === 'finished'))
      return { state: 'running', reason: null, endedAt: null };
    if (asked === undefined) return {};
    if (study.state === 'running' || study.state === 'paused') return { state: asked, reason: 'Paused by the user.' };
    throw new AppError('conflict', `Study "${study.id}" is ${study.state}: only one that runs can be paused.`, {
      state: study.state,
    });
  }

  async function change(id: string, { state, name, budget, parallel }: PatchStudy): Promise<StudyWithTrials> {
    const study = await find(id);
    const spec = {
      ...study.spec,
      ...(name !== undefined && { name }),
      ...(budget !== undefined && { budget }),
      ...(parallel !== undefined && { parallel }),
    };
    expectPossible(spec);
    await studies.update(id, { spec, ...stateAfter(study, state, budget !== undefined) });
    if (state === 'stopped') await stopTrials(id);
    return show(id);
  }

  return {
    find,

    async list(project?: string): Promise<Study[]> {
      const found = await studies.list(project);
      return Promise.all(found.map(async (study) => toStudy(study, await studies.trials(study.id))));
    },

    /** @throws {AppError} `not_found` */
    get: show,

    /** @throws {AppError} `invalid` for a study that is impossible; `dataset_unavailable` when its data is not there */
    async create(asked: StudySpec): Promise<StudyWithTrials> {
      expectPossible(asked);
      const { remote, base = {}, ...others } = asked;
      const job = remote ? undefined : trialJob(base, [], {});
      if (job && isScriptJob(job)) expectNone(scriptFaults(scripts, asked));
      else if (job && !isSurfaceJob(job)) {
        const config = job as Exclude<Job, { surface: unknown }>;
        await resolveDataset(config.dataset, config);
      }
      const id = newId();
      await studies.insert({ id, spec: { ...others, remote, ...(job && { base: job }) }, createdAt: now() });
      await changed(id);
      return show(id);
    },

    /**
     * Changes what is given and nothing else. A study that is finished goes on with a larger budget.
     *
     * @throws {AppError} `not_found`; `conflict` for one that has ended and is to be paused
     */
    async patch(id: string, asked: PatchStudy): Promise<StudyWithTrials> {
      const patched = await exclusively(id, () => change(id, asked));
      await changed(id);
      return patched;
    },

    /** Stops a study and puts it away; its runs stay. @throws {AppError} `not_found` */
    async remove(id: string): Promise<void> {
      await exclusively(id, async () => {
        const { state } = await find(id);
        if (state === 'running' || state === 'paused') await change(id, { state: 'stopped' });
        await studies.remove(id, now());
      });
      await changed(id);
    },

    /** Brings back a study that was removed, stopped. @throws {AppError} `not_found` */
    async restore(id: string): Promise<StudyWithTrials> {
      if (!(await studies.restore(id))) throw new AppError('not_found', `There is no deleted study "${id}".`, { id });
      await changed(id);
      return show(id);
    },
  };

  async function changed(id: string): Promise<void> {
    wake(id);
    await bus.publish({ type: 'studies' });
  }
}

/** @throws {AppError} `invalid` */
function expectPossible(spec: StudySpec): void {
  expectNone(studyFaults(spec));
}

/** @throws {AppError} `invalid` where there are faults */
function expectNone(fields: FieldError[]): void {
  const [first] = fields;
  if (first) throw new AppError('invalid', `body ${first.path} ${first.message}.`, { in: 'body', fields });
}

export type StudyService = ReturnType<typeof createStudyService>;
