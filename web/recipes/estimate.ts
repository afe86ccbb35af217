import type { PlannedRun } from '../../shared/recipes/plan.ts';
import { isScriptJob } from '../../shared/scripts/script-job.ts';
import { isSurfaceJob } from '../../shared/training/job.ts';
import type { Datasets } from '../datasets/datasets.svelte.ts';
import { expectedMs, type Timed } from '../launch/duration.ts';
import { planOf } from '../launch/plan.ts';

/** Before a run has ended here: a step of 784-256-128-10 at batch 64 on one of two cores (docs/benchmarks.md). */
const REFERENCE: Timed = { work: 15e6, msPerStep: 0.72 };
const MS_PER_SURFACE_STEP = 0.03;
/** A thread's start and end. */
const AROUND_MS = 900;

/** Milliseconds that these runs will take one after another; null while the size of their data is not known. */
export function expectedTotalMs(
  runs: readonly PlannedRun[],
  timed: readonly Timed[],
  find: Datasets['find'],
): number | null {
  const known = timed.length > 0 ? timed : [REFERENCE];
  let total = 0;
  for (const { job } of runs) {
    if (isScriptJob(job)) return null; // only its own runs tell
    if (isSurfaceJob(job)) total += AROUND_MS + job.length.count * MS_PER_SURFACE_STEP;
    else {
      const plan = planOf(job, find(job.dataset.name));
      const ms = plan && expectedMs(plan, known);
      if (ms === null) return null;
      total += AROUND_MS + ms;
    }
  }
  return total;
}

/** An estimate in words: no more exact than it is. */
export function roughly(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 45) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `about ${Math.max(1, Math.round(minutes))} min`;
  return `about ${(minutes / 60).toFixed(minutes < 600 ? 1 : 0)} h`;
}
