import type { Direction } from '../../shared/metric-names.ts';
import { lossKeyOf } from '../../shared/metric-names.ts';
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
  /** Or the surface, of a run that has one in place of data. */
  dataset: string;
}

export function runFacts(run: Run): RunFacts {
  return {
    optimizer: nameOfSetting(run.config.optimizer),
    dataset: nameOfSetting(run.config.dataset ?? run.config.surface),
  };
}

/** What a run reached in one series; `best` is null where it is not known which values are better. */
export interface Score {
  last: number | null;
  best: number | null;
  bestStep: number | null;
}

/** The score of a run in a series; all null when it has none. */
export function scoreIn(run: Run, key: string | null, direction: Direction | undefined): Score {
  const series = key === null ? undefined : run.summary[key];
  if (key === null || !series) return { last: null, best: null, bestStep: null };
  const best = bestValue(run, key, direction);
  return { last: fromJsonNumber(series.last), best: best?.value ?? null, bestStep: best?.step ?? null };
}

/** The series that stands for the loss of most of these runs, so that a list compares like with like; null without one. */
export function commonLossKey(runs: Iterable<Run>): string | null {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const key = lossKeyOf(Object.keys(run.summary));
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  return most?.[0] ?? null;
}

/** The best value of a series and the step of it; null without one, or where it is not known which values are better. */
export function bestValue(
  run: Run,
  key: string,
  direction: Direction | undefined,
): { value: number; step: number } | null {
  const series = run.summary[key];
  if (!series || !direction) return null;
  const [value, step] = direction === 'max' ? [series.max, series.argmax] : [series.min, series.argmin];
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

/** Why a run failed, crashed, stopped or does not go on, as one line: `Crashed: no sign of life for 120 s.` Null without a reason. */
export function reasonInWords({ state, reason }: Pick<Run, 'state' | 'reason'>): string | null {
  if (!reason) return null;
  const what = reason.code === 'diverged' ? 'Diverged' : `${state[0]?.toUpperCase()}${state.slice(1)}`;
  return `${what}: ${reason.message}`;
}

/** Whether a run was asked to stop and goes on until its script or thread looks. */
export function isStopping(run: Run): boolean {
  return run.stopRequested && !isEnded(run);
}

/** The name of a setting that is a string or an object with a name. */
export function nameOfSetting(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('name' in value)) return '';
  return typeof value.name === 'string' ? value.name : '';
}
