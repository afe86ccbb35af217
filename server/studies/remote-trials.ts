import type { StudySpec } from '../../shared/studies/study.ts';
import type { Trial, TrialReport } from '../../shared/studies/trial.ts';
import { AppError } from '../errors.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { StudyRecord, StudyStore, TrialPatch, TrialRecord } from '../ports/study-store.ts';
import type { RunService } from '../services/run-service.ts';
import { isOpen, type StudyDriver } from './study-driver.ts';
import type { StudyService } from './study-service.ts';
import { toTrial } from './study-view.ts';

const RETRY_AFTER_SECONDS = 5;

export interface RemoteTrialsOptions {
  studies: StudyStore;
  service: Pick<StudyService, 'find'>;
  driver: StudyDriver;
  runs: Pick<RunService, 'patch'>;
  ingest: Pick<Ingest, 'plain'>;
  exclusively: <T>(id: string, action: () => Promise<T>) => Promise<T>;
  wake: (id: string) => void;
  now: () => number;
}

/** Trials that scripts elsewhere ask for and report. */
export function createRemoteTrials(options: RemoteTrialsOptions) {
  const { studies, service, driver, runs, ingest, exclusively, wake, now } = options;

  async function findRemote(id: string): Promise<StudyRecord> {
    const study = await service.find(id);
    if (study.spec.remote) return study;
    throw new AppError('conflict', `Study "${id}" is not remote: this server runs its trials.`, { id });
  }

  /** A trial that was stored and never handed out comes before a new one. */
  async function nextTrial(study: StudyRecord): Promise<TrialRecord | 'later' | 'over'> {
    const all = await studies.trials(study.id);
    return all.find(({ state }) => state === 'waiting') ?? driver.next(study, all);
  }

  async function ask(id: string): Promise<Trial | null> {
    await driver.advance(id);
    const study = await findRemote(id);
    if (study.state === 'finished' || study.state === 'stopped') return null;
    const trial = study.state === 'paused' ? 'later' : await nextTrial(study);
    if (trial === 'over') return null;
    if (trial === 'later') {
      const why = study.state === 'paused' ? 'it is paused' : 'as many of its trials run as may, or are waited for';
      throw new AppError('overloaded', `Study "${id}" has no trial just now: ${why}. Ask again later.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    await driver.begin(study, trial);
    return toTrial({ ...trial, state: 'running' });
  }

  async function report(id: string, number: number, { value, state, reason }: TrialReport): Promise<Trial> {
    const { spec } = await findRemote(id);
    const trial = await findTrial(id, number);
    if (!isOpen(trial)) throw new AppError('conflict', `Trial ${number} is ${trial.state} already.`, { number });
    if (value !== undefined) await ingest.plain(trial.run, { metrics: { [spec.objective.metric]: value } });
    const isFailed = state === 'failed';
    await runs.patch(trial.run, { state: state ?? 'finished', ...(reason !== undefined && { reason }) });
    const told = value !== undefined && !isFailed;
    if (told) await studies.updateTrial(id, number, await endWith(spec, trial, value));
    await driver.advance(id);
    return toTrial(await findTrial(id, number));
  }

  /** What the script says counts, whatever it logged before. */
  async function endWith(_: StudySpec, { steps }: TrialRecord, value: number): Promise<TrialPatch> {
    return { state: 'finished', value, steps, endedAt: now() };
  }

  async function findTrial(id: string, number: number): Promise<TrialRecord> {
    const trial = (await studies.trials(id)).find((each) => each.number === number);
    if (!trial) throw new AppError('not_found', `Study "${id}" has no trial ${number}.`, { id, number });
    return trial;
  }

  return {
    /**
     * The next trial, with its run to log to; null when there are no more.
     *
     * @throws {AppError} `overloaded` while there is none; `conflict` for a study that this server runs
     */
    ask: (id: string): Promise<Trial | null> => exclusively(id, () => ask(id)),

    /** Ends a trial and its run. @throws {AppError} `not_found`; `conflict` for one that has ended */
    async report(id: string, number: number, body: TrialReport): Promise<Trial> {
      const trial = await exclusively(id, () => report(id, number, body));
      wake(id);
      return trial;
    },
  };
}

export type RemoteTrials = ReturnType<typeof createRemoteTrials>;
