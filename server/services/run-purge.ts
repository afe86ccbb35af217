import { ENDED_STATES, isRunHere } from '../../shared/run.ts';
import { runFolder } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { MetricEditor } from '../ports/metric-editor.ts';
import type { RunAccess } from './run-access.ts';
import { filesFolder } from './run-file-service.ts';

export interface RunPurgeOptions {
  access: RunAccess;
  meta: MetaStore;
  metrics: Pick<MetricEditor, 'purgeRun'>;
  blobs: BlobStore;
  bus: Bus;
  now: () => number;
}

/**
 * Deletes a run for good, from the trash or not, with all that it has, and gives the space back.
 *
 * @throws {AppError} `not_found` when there is no such run; `conflict` while it trains or waits to
 */
export function createRunPurge({ access, meta, metrics, blobs, bus, now }: RunPurgeOptions) {
  return async (id: string): Promise<void> => {
    const run = await access.findAnywhere(id);
    if (isRunHere(run.kind) && !ENDED_STATES.includes(run.state))
      throw new AppError('conflict', `Run "${id}" has not ended: stop it first.`);
    if (run.deletedAt === null) await meta.updateRun(id, { deletedAt: now() }); // nothing is logged to it from here on
    await bus.publish({ type: 'removed', run: id });
    await blobs.remove(runFolder(id));
    await blobs.remove(filesFolder(id));
    await metrics.purgeRun(id);
    await meta.purgeRun(id);
  };
}

export type RunPurge = ReturnType<typeof createRunPurge>;
