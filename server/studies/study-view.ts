import type { Study, Trial, TrialState } from '../../shared/studies/trial.ts';
import type { StudyRecord, TrialRecord } from '../ports/study-store.ts';

const STATES: readonly TrialState[] = ['waiting', 'running', 'finished', 'pruned', 'failed', 'stopped'];
const iso = (at: number) => new Date(at).toISOString();

export function toTrial({ cut: _, createdAt, endedAt, ...trial }: TrialRecord): Trial {
  return { ...trial, createdAt: iso(createdAt), endedAt: endedAt === null ? null : iso(endedAt) };
}

/** A study with what its trials come to. */
export function toStudy({ createdAt, endedAt, ...study }: StudyRecord, trials: readonly TrialRecord[]): Study {
  const sum = (of: (trial: TrialRecord) => number) => trials.reduce((all, trial) => all + of(trial), 0);
  const best = bestOf(study.spec.objective.direction, trials);
  return {
    ...study,
    createdAt: iso(createdAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    counts: Object.fromEntries(
      STATES.map((state) => [state, sum((trial) => Number(trial.state === state))]),
    ) as Study['counts'],
    steps: sum(({ steps }) => steps),
    savedSteps: sum(({ savedSteps }) => savedSteps),
    best: best ? toTrial(best) : null,
  };
}

/** The finished trial with the best value; of equal ones the first. */
function bestOf(direction: 'min' | 'max', trials: readonly TrialRecord[]): TrialRecord | undefined {
  const sign = direction === 'min' ? 1 : -1;
  const rank = ({ value }: TrialRecord) => sign * (value as number);
  const finished = trials.filter(({ state, value }) => state === 'finished' && value !== null);
  return finished.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number)[0];
}
