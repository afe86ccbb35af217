import type { AlertCondition } from '../../shared/alert.ts';
import { lossKeyOf } from '../../shared/metric-names.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { RunActivity } from '../ports/metric-reader.ts';
import type { Finding } from './conditions.ts';

/** What is known of a run as a whole. */
export interface RunFacts {
  run: Pick<RunRecord, 'state' | 'reason' | 'createdAt' | 'startedAt'>;
  activity: Pick<RunActivity, 'summary' | 'maxStep' | 'heartbeatAt'>;
  now: number;
  /** When the server began to listen: what was before is not the run's silence. */
  since: number;
}

/** Whether a condition about a run as a whole is true; a condition about a series never is here. */
export function checkRun(condition: AlertCondition, facts: RunFacts): Finding | null {
  const message = messageOf(condition, facts);
  return message === null ? null : { message, step: facts.activity.maxStep };
}

function messageOf(condition: AlertCondition, facts: RunFacts): string | null {
  switch (condition.kind) {
    case 'diverged':
      return diverged(facts);
    case 'crashed':
      return crashed(facts);
    case 'finished':
      return finished(facts);
    case 'silent':
      return silent(facts, condition.seconds);
    case 'nan':
      return notFinite(facts);
    default:
      return null;
  }
}

function diverged({ run, activity }: RunFacts): string | null {
  if (run.reason?.code === 'diverged') return `diverged: ${run.reason.message}`;
  const key = lossKeyOf(Object.keys(activity.summary));
  return key !== null && (activity.summary[key]?.nonFinite ?? 0) > 0 ? `diverged: ${key} is not finite` : null;
}

function crashed({ run: { state, reason } }: RunFacts): string | null {
  if (state !== 'crashed' && (state !== 'failed' || reason?.code === 'diverged')) return null;
  return reason === null ? state : `${state}: ${reason.message}`;
}

function finished({ run, activity: { maxStep } }: RunFacts): string | null {
  if (run.state !== 'finished') return null;
  return maxStep === null ? 'finished' : `finished after step ${maxStep}`;
}

function silent({ run, activity, now, since }: RunFacts, limit: number): string | null {
  if (run.state !== 'running') return null;
  const last = Math.max(activity.heartbeatAt ?? run.startedAt ?? run.createdAt, since);
  const seconds = Math.floor((now - last) / 1000);
  return seconds >= limit ? `has been silent for ${seconds} s` : null;
}

function notFinite({ activity }: RunFacts): string | null {
  const [key] = Object.entries(activity.summary).find(([, { nonFinite }]) => nonFinite > 0) ?? [];
  return key === undefined ? null : `${key} is not finite`;
}
