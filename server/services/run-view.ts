import type { Run } from '../../shared/run.ts';
import type { RunPhase } from '../../shared/run-phase.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { RunActivity } from '../ports/metric-reader.ts';

const SILENT: RunActivity = {
  rev: 0,
  ledger: { sent: 0, stored: 0, rewritten: 0, duplicated: 0, rejected: 0 },
  maxStep: null,
  heartbeatAt: null,
  summary: {},
};

/** What is known of a run beside its row and its batches. */
interface Moment {
  queuePosition: number | null;
  phase: RunPhase | null;
  /** Runs that have it as their parent. */
  children: number;
}

/** A run as the API shows it: its row, what its batches sum up to, and where it is at this moment. */
export function toRun(record: RunRecord, activity: RunActivity = SILENT, moment: Moment): Run {
  const {
    job: _job,
    reproduces,
    totalSteps,
    heartbeatSeconds: _heartbeat,
    stopAsked,
    ownColor,
    archivedAt,
    deletedAt,
    ...shown
  } = record;
  const progress = totalSteps === null ? null : { step: activity.maxStep ?? 0, totalSteps };
  return {
    ...shown,
    reproduces: reproduces?.run ?? null,
    color: ownColor ?? record.color,
    colorSetByHand: ownColor !== null,
    stopRequested: stopAsked !== null && stopAsked.code !== 'paused',
    archived: archivedAt !== null,
    deletedAt: isoOrNull(deletedAt),
    queuePosition: moment.queuePosition,
    children: moment.children,
    progress,
    phase: record.state === 'running' ? withSteps(moment.phase, progress) : null,
    createdAt: iso(record.createdAt),
    startedAt: isoOrNull(record.startedAt),
    endedAt: isoOrNull(record.endedAt),
    heartbeatAt: isoOrNull(activity.heartbeatAt),
    rev: activity.rev,
    ledger: activity.ledger,
    summary: activity.summary,
  };
}

/** Steps are counted by what was logged. */
function withSteps(phase: RunPhase | null, progress: Run['progress']): RunPhase | null {
  if (phase?.name !== 'training' || !progress) return phase;
  return { ...phase, done: progress.step, total: progress.totalSteps };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
