import type { Run } from '../../shared/run.ts';
import { isEqual } from '../core/is-equal.ts';

/** What moves while a run trains, again and again. */
const PROGRESS: ReadonlySet<keyof Run> = new Set(['heartbeatAt', 'ledger', 'phase', 'progress', 'rev', 'summary']);

/**
 * Runs for what does not show their progress: each is the same object until something else about it changes, such as its
 * name or which metrics it has, and the list is the same while its runs are. So charts are not styled anew twice a second.
 */
export function createSteadyRuns(): (runs: readonly Run[]) => Run[] {
  let held: Run[] = [];
  return (runs) => {
    const before = new Map(held.map((run) => [run.id, run]));
    const next = runs.map((run) => steady(before.get(run.id), run));
    const isSame = next.length === held.length && next.every((run, index) => run === held[index]);
    if (!isSame) held = next;
    return held;
  };
}

function steady(before: Run | undefined, run: Run): Run {
  if (!before || before === run) return run;
  const names = Object.keys(run) as (keyof Run)[];
  const isSame = names.every((name) => PROGRESS.has(name) || isEqual(before[name], run[name]));
  return isSame && hasSameKeys(before.summary, run.summary) ? before : run;
}

function hasSameKeys(a: object, b: object): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b);
}
