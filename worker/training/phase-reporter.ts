import type { RunPhase } from '../../shared/run-phase.ts';
import type { LoadProgress } from '../data/load.ts';

/** Reports what the training does from now on, or how far that is; cheap enough for every step. */
export type ReportPhase = (name: RunPhase['name'], done?: number, total?: number) => void;

/** How far a phase is, is sent at most so often; an evaluation that takes less long is not sent at all. */
const EVERY_MS = 250;

interface Options {
  send: (phase: RunPhase) => void;
  /** Milliseconds. */
  clock?: () => number;
}

/** Sends each change of the phase at once, and how far it is now and then. */
export function createPhaseReporter({ send, clock = () => performance.now() }: Options): ReportPhase {
  let current: RunPhase['name'] | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  return (name, done, total) => {
    if (name === current && done === undefined) return;
    const now = clock();
    if (name === current && now - sentAt < EVERY_MS) return;
    current = name;
    sentAt = now;
    send({ name, done: done ?? null, total: total ?? null });
  };
}

const OF_STAGE: Record<LoadProgress['stage'], RunPhase['name']> = {
  read: 'reading',
  split: 'splitting',
  scale: 'scaling',
};

/** Reports how far the loading of data is, in percent. */
export function reportLoading(report: ReportPhase): (progress: LoadProgress) => void {
  return ({ stage, share }) =>
    share > 0 ? report(OF_STAGE[stage], Math.floor(100 * share), 100) : report(OF_STAGE[stage]);
}

/** Reports an evaluation once it takes long, so that short ones at the end of each epoch do not alternate with training. */
export function evaluationReport(report: ReportPhase, total: number, clock: () => number): (done: number) => void {
  const startedAt = clock();
  return (done) => {
    if (clock() - startedAt >= EVERY_MS) report('evaluating', done, total);
  };
}
