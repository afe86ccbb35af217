import type { Run } from '../../shared/run.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { RunActivity } from '../ports/metric-reader.ts';

const SILENT: RunActivity = {
  rev: 0,
  ledger: { sent: 0, stored: 0, rewritten: 0, duplicated: 0, rejected: 0 },
  maxStep: null,
  heartbeatAt: null,
  summary: {},
};

/** A run as the API shows it: its row, what its batches say, and its place among the waiting. */
export function toRun(record: RunRecord, activity: RunActivity = SILENT, queuePosition: number | null): Run {
  const {
    job: _job,
    totalSteps,
    heartbeatSeconds: _heartbeat,
    stopAsked,
    ownColor,
    archivedAt,
    deletedAt,
    ...shown
  } = record;
  return {
    ...shown,
    color: ownColor ?? record.color,
    colorSetByHand: ownColor !== null,
    stopRequested: stopAsked !== null,
    archived: archivedAt !== null,
    deletedAt: isoOrNull(deletedAt),
    queuePosition,
    progress: totalSteps === null ? null : { step: activity.maxStep ?? 0, totalSteps },
    createdAt: iso(record.createdAt),
    startedAt: isoOrNull(record.startedAt),
    endedAt: isoOrNull(record.endedAt),
    heartbeatAt: isoOrNull(activity.heartbeatAt),
    rev: activity.rev,
    ledger: activity.ledger,
    summary: activity.summary,
  };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
