import { betterDirection, lossKeyOf } from '../../shared/metric-names.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { ENDED_STATES, type Run } from '../../shared/run.ts';

/** When a remote run that should go on was last heard of, in ms since the epoch; null for any other run. */
export function lastHeard({ kind, state, reason, heartbeatAt }: Run): number | null {
  const isExpected = state === 'running' || state === 'paused' || reason?.code === 'heartbeat_lost';
  return kind === 'remote' && isExpected && heartbeatAt ? Date.parse(heartbeatAt) : null;
}

/** Values of a run that the table derives from its config and summary. */
export interface RunFacts {
  optimizer: string;
  dataset: string;
  /** The series that stands for the run's loss; null without one. */
  lossKey: string | null;
  lastLoss: number | null;
  bestLoss: number | null;
  bestStep: number | null;
}

export function runFacts(run: Run): RunFacts {
  const lossKey = lossKeyOf(Object.keys(run.summary));
  const loss = lossKey === null ? undefined : run.summary[lossKey];
  return {
    optimizer: nameOf(run.config.optimizer),
    dataset: nameOf(run.config.dataset),
    lossKey,
    lastLoss: loss ? fromJsonNumber(loss.last) : null,
    bestLoss: loss && loss.min !== null ? fromJsonNumber(loss.min) : null,
    bestStep: loss?.argmin ?? null,
  };
}

/** The best value of a series and the step of it; null without one, or where it is not known which values are better. */
export function bestValue(run: Run, key: string): { value: number; step: number } | null {
  const series = run.summary[key];
  const direction = betterDirection(key);
  if (!series || !direction) return null;
  const [value, step] = direction === 'higher' ? [series.max, series.argmax] : [series.min, series.argmin];
  return value === null || step === null ? null : { value: fromJsonNumber(value), step };
}

/** Duration of the run until now or its end; null before its start. */
export function durationMs(run: Run, now: number): number | null {
  if (!run.startedAt) return null;
  const end = run.endedAt ? Date.parse(run.endedAt) : now;
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** Progress from 0 to 1; null when the total is unknown. */
export function shareDone(run: Run): number | null {
  if (!run.progress || run.progress.totalSteps <= 0) return null;
  return Math.min(1, run.progress.step / run.progress.totalSteps);
}

export function isEnded(run: Run): boolean {
  return ENDED_STATES.includes(run.state);
}

/** The name of a setting that is a string or an object with a name. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('name' in value)) return '';
  return typeof value.name === 'string' ? value.name : '';
}
