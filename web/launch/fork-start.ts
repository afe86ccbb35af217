import type { Run } from '../../shared/run.ts';
import { mergedJob } from '../../shared/training/job-changes.ts';
import type { LaunchFrom } from '../../shared/training/run-start.ts';

/** The form of a fork: the run with what was changed of it already, and the state to begin with. */
export interface ForkStart {
  run: Run;
  from: LaunchFrom;
}

/** Reads from the address whether a clone begins with a state of its original; null for one that begins anew. */
export function forkStartOf(run: Run, query: URLSearchParams): ForkStart | null {
  const mode = query.get('mode');
  if (mode !== 'resume' && mode !== 'warm') return null;
  const step = Number(query.get('step') ?? Number.NaN);
  const config = mergedJob(run.config, changesIn(query.get('set'))) as Run['config'];
  return { run: { ...run, config }, from: { run: run.id, mode, ...(Number.isInteger(step) && { step }) } };
}

/** An address may have been cut: then nothing is changed. */
function changesIn(text: string | null): unknown {
  try {
    const changes: unknown = JSON.parse(text ?? '{}');
    return typeof changes === 'object' && changes !== null ? changes : {};
  } catch {
    return {};
  }
}
