import { toJsonNumber } from '../../../shared/number.ts';
import type { Curve } from '../../../shared/panel-query.ts';
import type { Project } from '../../../shared/project.ts';
import type { Run } from '../../../shared/run.ts';

/** A run with nothing special about it. */
export function aRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'r',
    kind: 'remote',
    archived: false,
    deletedAt: null,
    project: 'default',
    name: 'r',
    group: null,
    jobType: null,
    tags: [],
    notes: '',
    config: {},
    state: 'running',
    reason: null,
    stopRequested: false,
    queuePosition: null,
    priority: 0,
    steering: [],
    reproduces: null,
    seed: null,
    parentRun: null,
    forkStep: null,
    start: null,
    children: 0,
    createdBy: null,
    color: 0,
    colorSetByHand: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    heartbeatAt: null,
    origin: null,
    progress: null,
    phase: null,
    process: null,
    attempt: 1,
    rev: 1,
    ledger: { sent: 0, stored: 0, rewritten: 0, duplicated: 0, rejected: 0 },
    summary: {},
    ...changes,
  };
}

/** A project without runs. */
export function aProject(changes: Partial<Project> = {}): Project {
  return {
    ...{ name: 'default', description: '', defaultView: null, runs: 0, states: {}, views: 0, reports: 0 },
    ...{ lastCreatedAt: null, lastActivityAt: null },
    ...changes,
  };
}

export function aSummary(last: number, min = last, argmin = 1) {
  return { last, lastStep: argmin, min, argmin, max: last, argmax: argmin, mean: last, count: 2, nonFinite: 0 };
}

/** The answer for a series of single points at steps 1, 2, 3… one second apart, at revision 10. */
export function aCurve(values: number[], changes: Partial<Curve<number[]>> = {}): Curve<number[]> {
  return {
    run: 'r',
    key: 'loss',
    rev: 10,
    startTime: 1000,
    points: values.length,
    raw: true,
    last: toJsonNumber(values.at(-1) ?? 0),
    columns: {
      step: values.map((_, index) => index + 1),
      time: values.map((_, index) => (index + 1) * 1000),
      mean: values,
      count: values.map(() => 1),
      nonFinite: values.map((value) => Number(!Number.isFinite(value))),
    },
    summary: { ...aSummary(values.at(-1) ?? 0), lastStep: values.length },
    ...changes,
  };
}

/** Columns of points at the given steps, one second a step. */
export function points(step: number[], value: (number | 'NaN')[]) {
  return { step, time: step.map((each) => each * 1000), value };
}

/** Resolves after everything that was ready to go on has gone on. */
export const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
