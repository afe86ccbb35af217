import type { Run } from '../../shared/run.ts';
import { ApiError, errorMessage } from '../api/api.ts';
import { plural } from '../core/format.ts';
import type { Services } from '../core/services.ts';
import { isEnded } from './run-facts.ts';

type Tools = Pick<Services, 'api' | 'toasts'>;

/** Stops each run that is running or queued, by its script where that is elsewhere; failures are shown as a toast. */
export async function stopRuns(runs: readonly Run[], { api, toasts }: Tools): Promise<void> {
  const going = runs.filter((run) => !isEnded(run));
  const asked = await each(going, toasts, (run) => api.stopRun(run.id).catch(unlessEnded));
  const remote = asked.filter(({ kind }) => kind === 'remote');
  if (remote.length > 0) toasts.info(`Asked ${plural(remote.length, 'script')} to stop.`);
  if (going.length === 0) toasts.info('Nothing to stop: what is selected has ended already.');
}

/** A run that ended before the request came has what was asked for. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'conflict')) throw error;
}

/** Ends a run whose script was asked to stop and does not. */
export async function markStopped(run: Run, { api, toasts }: Tools): Promise<void> {
  await each([run], toasts, () => api.patchRun(run.id, { state: 'stopped', reason: 'Marked as stopped by the user.' }));
}

/** Archives runs, with a toast that can undo it. */
export async function archiveRuns(runs: readonly Run[], tools: Tools): Promise<void> {
  const { api, toasts } = tools;
  const kept = await each(runs, toasts, (run) => api.patchRun(run.id, { archived: true }));
  if (kept.length === 0) return;
  toasts.info(`Archived ${plural(kept.length, 'run')}.`, {
    label: 'Undo',
    run: () => void bringBackRuns(kept, tools),
  });
}

/** Moves archived runs back to the list. */
export async function bringBackRuns(runs: readonly Run[], { api, toasts }: Tools): Promise<void> {
  await each(runs, toasts, (run) => api.patchRun(run.id, { archived: false }));
}

/** Moves runs to the trash, with a toast that can undo it. */
export async function deleteRuns(runs: readonly Run[], { api, toasts }: Tools, restored?: () => void): Promise<void> {
  const gone = await each(runs, toasts, (run) => api.deleteRun(run.id));
  if (gone.length === 0) return;
  const [only] = gone;
  toasts.info(gone.length === 1 && only ? `Deleted ${only.name}.` : `Deleted ${plural(gone.length, 'run')}.`, {
    label: 'Undo',
    run: () => void each(gone, toasts, (run) => api.restoreRun(run.id)).then(() => restored?.()),
  });
}

/** Performs `action` for every run; returns those for which it succeeded and shows the first error. */
async function each(
  runs: readonly Run[],
  toasts: Tools['toasts'],
  action: (run: Run) => Promise<unknown>,
): Promise<Run[]> {
  const outcomes = await Promise.allSettled(runs.map(action));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) toasts.error(errorMessage(failed.reason));
  return runs.filter((_, index) => outcomes[index]?.status === 'fulfilled');
}
