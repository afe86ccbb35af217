import type { AnyJob } from '../../shared/training/job.ts';
import type { Claim } from '../ports/run-queue.ts';
import type { Attempt } from './attempt.ts';
import type { RunnerOptions } from './runner-options.ts';

interface Sharer {
  claim: Claim;
  attempt?: Partial<Pick<Attempt, 'allowThreads'>>;
}

/** Lets the longest trainings have a second thread while cores are idle, and has the others do without. */
export function shareCores(
  trainings: Iterable<Sharer>,
  { cores, threadsPerRun }: Pick<RunnerOptions, 'cores' | 'threadsPerRun'>,
): void {
  const all = [...trainings];
  const counts = threadsOf(
    all.map(({ claim }) => Math.min(threadsPerRun, mostThreads(claim.run.job as AnyJob))),
    cores,
  );
  for (const [index, { attempt }] of all.entries()) attempt?.allowThreads?.(counts[index] ?? 1);
}

/** Only networks are computed with kernels that are long enough; a run from before the setting may have two. */
function mostThreads(job: AnyJob): number {
  return 'network' in job ? (job.threads ?? 2) : 1;
}

/**
 * How many threads each training may compute in, the longest first: one, and while a core is idle a second one where the
 * training takes so many.
 */
export function threadsOf(most: readonly number[], cores: number): number[] {
  let idle = cores - most.length;
  return most.map((count) => {
    const further = Math.max(0, Math.min(count - 1, idle));
    idle -= further;
    return 1 + further;
  });
}
