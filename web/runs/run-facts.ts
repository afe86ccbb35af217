import { fromJsonNumber } from '../../shared/number.ts';
import { ENDED_STATES, LOSS_KEYS, type Run } from '../../shared/run.ts';

/** What the table says of a run beyond its own fields. */
export interface RunFacts {
  optimizer: string;
  dataset: string;
  /** The series that stands for the run's loss; null when none looks like one. */
  lossKey: string | null;
  lastLoss: number | null;
  bestLoss: number | null;
  bestStep: number | null;
}

export function runFacts(run: Run): RunFacts {
  const lossKey =
    LOSS_KEYS.find((key) => run.summary[key]) ?? Object.keys(run.summary).find((key) => /loss$/i.test(key));
  const loss = lossKey === undefined ? undefined : run.summary[lossKey];
  return {
    optimizer: nameOf(run.config.optimizer),
    dataset: nameOf(run.config.dataset),
    lossKey: lossKey ?? null,
    lastLoss: loss ? fromJsonNumber(loss.last) : null,
    bestLoss: loss && loss.min !== null ? fromJsonNumber(loss.min) : null,
    bestStep: loss?.argmin ?? null,
  };
}

/** Whether a larger value of this series is the better one. */
export function isHigherBetter(key: string): boolean {
  return /(accuracy|acc|r2|f1|auc|precision|recall|reward|score|per_second)$/i.test(key);
}

/** Whether a series says how the run is set or going rather than how well it does. */
export function isSetting(key: string): boolean {
  return /(^|[/_])(learning_rate|lr|epoch)$/i.test(key);
}

/** Whether a best value of this series means something. */
export function isScore(key: string): boolean {
  return !isSetting(key) && !/^(system|layers|activations)\/|(grad_norm|per_second)$/i.test(key);
}

/** How long the run has been going, or went; null before its start. */
export function durationMs(run: Run, now: number): number | null {
  if (!run.startedAt) return null;
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** Share done, from 0 to 1; null when the total is not known. */
export function shareDone(run: Run): number | null {
  if (!run.progress || run.progress.totalSteps <= 0) return null;
  return Math.min(1, run.progress.step / run.progress.totalSteps);
}

export function isEnded(run: Run): boolean {
  return ENDED_STATES.includes(run.state);
}

/** The name in a setting that is either a text or an object with a name. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('name' in value)) return '';
  return typeof value.name === 'string' ? value.name : '';
}
