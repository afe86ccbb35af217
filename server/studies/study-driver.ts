import { informedBy, suggest } from '../../shared/studies/suggest.ts';
import { OPEN_TRIALS } from '../../shared/studies/trial.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { StudyRecord, StudyStore, TrialRecord } from '../ports/study-store.ts';
import type { RunAccess } from '../services/run-access.ts';
import type { RunService } from '../services/run-service.ts';
import { ignoreEnded } from './ignore-ended.ts';
import type { ObjectiveReader } from './objective.ts';
import { toldOf, trialEnd } from './trial-end.ts';
import type { TrialLaunch } from './trial-launch.ts';
import type { TrialPruning } from './trial-pruning.ts';

export interface StudyDriverOptions {
  studies: StudyStore;
  access: RunAccess;
  runs: Pick<RunService, 'stop'>;
  metrics: Pick<MetricReader, 'activity'>;
  objective: ObjectiveReader;
  pruning: TrialPruning;
  launch: TrialLaunch;
  bus: Bus;
  now: () => number;
}

export const isOpen = ({ state }: TrialRecord): boolean => OPEN_TRIALS.includes(state);

/** Moves studies on: notes how trials ended, stops hopeless ones, and stores and launches the next. To be called for one study at a time. */
export function createStudyDriver(options: StudyDriverOptions) {
  const { studies, access, runs, metrics, objective, pruning, launch, bus, now } = options;

  /** Launches a trial that waits; true when something changed. */
  async function begin(study: StudyRecord, trial: TrialRecord): Promise<boolean> {
    try {
      await (study.spec.remote ? launch.hand(study, trial) : launch.train(study, trial));
      return await studies.updateTrial(study.id, trial.number, { state: 'running' });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (['overloaded', 'disk_full', 'shutting_down'].includes(error.code)) return false; // tried again later
      if (error.code === 'dataset_unavailable')
        return await studies.update(study.id, { state: 'paused', reason: error.message });
      return studies.updateTrial(study.id, trial.number, { state: 'failed', reason: error.message, endedAt: now() });
    }
  }

  async function stepsOf(run: string): Promise<number> {
    return (await metrics.activity([run])).get(run)?.maxStep ?? 0;
  }

  /** Looks at the run of a trial; true when something changed. */
  async function look(study: StudyRecord, trial: TrialRecord, all: readonly TrialRecord[]): Promise<boolean> {
    const { id, spec } = study;
    const [run] = await access.findPresent([trial.run]);
    const value = run ? await objective.valueOf(run.id, spec.objective) : null;
    const steps = run ? await stepsOf(run.id) : trial.steps;
    const end = trialEnd(spec, trial, { run, value, steps }, now());
    const isJudged = run && trial.cut === null && (end === null || spec.method.name === 'tpe');
    const cut = isJudged ? await pruning.judge(spec, trial, all) : trial.cut;
    if (end) return studies.updateTrial(id, trial.number, { ...end, cut });
    if (!cut || trial.cut) return false;
    const reason = pruning.words(spec, cut);
    await studies.updateTrial(id, trial.number, { cut, reason });
    await runs.stop(trial.run, { code: 'pruned', message: `Stopped by its study: ${reason}.` }).catch(ignoreEnded);
    return true;
  }

  /** Whether there is no further trial: why, in words. */
  async function whyOver(study: StudyRecord, all: readonly TrialRecord[]): Promise<string | null> {
    const { method, seed } = study.spec;
    if (method.name === 'grid' && suggest(study.spec, [], all.length + 1, seed) === null)
      return 'Every combination was tried.';
    return (await isSpent(study, all)) ? 'Its budget is spent.' : null;
  }

  async function isSpent({ spec: { budget }, spentMs }: StudyRecord, all: readonly TrialRecord[]): Promise<boolean> {
    if (budget.runs !== undefined && all.length >= budget.runs) return true;
    if (budget.minutes !== undefined && spentMs >= budget.minutes * 60_000) return true;
    if (budget.steps === undefined) return false;
    const steps = await Promise.all(all.map((each) => (each.state === 'running' ? stepsOf(each.run) : each.steps)));
    return steps.reduce((sum, each) => sum + each, 0) >= budget.steps;
  }

  /** Chooses and stores the next trial: 'later' while it has to wait for others, 'over' when there are no more. */
  async function next(study: StudyRecord, all: readonly TrialRecord[]): Promise<TrialRecord | 'later' | 'over'> {
    const { id, spec } = study;
    const number = all.length + 1;
    if (await whyOver(study, all)) return 'over';
    if (all.filter(isOpen).length >= spec.parallel) return 'later';
    const known = informedBy(spec, number);
    const told = all.filter((each) => each.number <= known);
    if (told.some(isOpen)) return 'later';
    const values = suggest(
      spec,
      told.map((each) => toldOf(spec, each)),
      number,
      spec.seed,
    );
    if (!values) return 'over';
    const trial = { number, run: `${id}-${number}`, values, informedBy: known, createdAt: now() };
    await studies.insertTrial(id, trial);
    return (await studies.trials(id)).find((each) => each.number === number) ?? 'over';
  }

  async function launchMore(study: StudyRecord): Promise<void> {
    for (;;) {
      const trial = await next(study, await studies.trials(study.id));
      if (typeof trial === 'string') return;
      await begin(study, trial);
      if ((await studies.get(study.id))?.state !== 'running') return;
    }
  }

  /** Looks at every open trial, and launches those that were stored before a restart. */
  async function lookAtAll(study: StudyRecord, all: readonly TrialRecord[]): Promise<void> {
    for (const trial of all.filter(isOpen)) {
      if (trial.state === 'running') await look(study, trial, all);
      else if (!study.spec.remote && study.state === 'running') await begin(study, trial);
    }
  }

  /** Begins what there is room for, and ends a study that has no more. */
  async function goOn(study: StudyRecord): Promise<void> {
    if (!study.spec.remote) await launchMore(study);
    const all = await studies.trials(study.id);
    const reason = await whyOver(study, all);
    if (reason === null || all.some(isOpen)) return;
    await studies.update(study.id, { state: 'finished', reason, endedAt: now() });
    pruning.forget(all.map(({ run }) => run));
  }

  return {
    begin,
    next,

    /** Does what there is to do for a study; resolves with the runs that it waits for. */
    async advance(id: string): Promise<string[]> {
      const study = await studies.get(id);
      if (!study) return [];
      const all = await studies.trials(id);
      const before = JSON.stringify([study, all]);
      await lookAtAll(study, all);
      const looked = await studies.get(id);
      if (looked?.state === 'running') await goOn(looked);
      const [present, after] = [await studies.get(id), await studies.trials(id)];
      if (JSON.stringify([present, after]) !== before) await bus.publish({ type: 'studies' });
      return after.filter(isOpen).map(({ run }) => run);
    },
  };
}

export type StudyDriver = ReturnType<typeof createStudyDriver>;
