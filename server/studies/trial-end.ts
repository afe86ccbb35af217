import { ENDED_STATES } from '../../shared/run.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import type { Told } from '../../shared/studies/tpe.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { TrialPatch, TrialRecord } from '../ports/study-store.ts';

/** What was found of the run of a trial. */
export interface RunOutcome {
  /** Undefined where it is deleted. */
  run: RunRecord | undefined;
  value: number | null;
  steps: number;
}

/** How a trial ended, by its run; null while that goes on. */
export function trialEnd(
  { objective }: StudySpec,
  trial: TrialRecord,
  { run, value, steps }: RunOutcome,
  now: number,
): TrialPatch | null {
  if (!run) return { state: 'failed', reason: 'Its run was deleted.', endedAt: now };
  if (!ENDED_STATES.includes(run.state)) return null;
  const end = { value, steps, endedAt: run.endedAt ?? now };
  const message = run.reason?.message ?? null;
  if (run.state === 'stopped') {
    const savedSteps = Math.max(0, (run.totalSteps ?? steps) - steps);
    const wasAsked = trial.cut !== null && trial.reason !== null; // and its script stopped by itself then
    if (wasAsked || run.reason?.code === 'pruned')
      return { ...end, state: 'pruned', reason: trial.reason ?? message, savedSteps };
    return { ...end, state: 'stopped', reason: message };
  }
  if (run.state !== 'finished') return { ...end, state: 'failed', value: null, reason: message };
  if (value === null) return { ...end, state: 'failed', reason: `It ended without a value of ${objective.metric}.` };
  return { ...end, state: 'finished', reason: null };
}

/** What a trial tells those after it: lower is better, and one that failed is worse than any. */
export function toldOf({ objective }: StudySpec, { number, values, state, value, cut }: TrialRecord): Told {
  const found = cut ? cut.value : value; // where the pruner would have stopped it, whether or not it was in time
  const score = state === 'failed' || found === null || !Number.isFinite(found) ? null : found;
  return {
    number,
    values,
    score: score !== null && objective.direction === 'max' ? -score : score,
    isPruned: cut !== null || state === 'stopped' || state === 'pruned',
  };
}
