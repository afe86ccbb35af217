import type { Run } from '../../shared/run.ts';
import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { LaunchRequest, TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../../worker/data/source.ts';

import { AppError } from '../errors.ts';
import type { DiskGuard } from '../ingest/disk-space.ts';
import type { RunService } from './run-service.ts';

export interface LaunchServiceOptions {
  runs: RunService;
  disk: DiskGuard;
  /** @throws {AppError} `invalid` for data that cannot be learned in this way; `dataset_unavailable` when files are missing */
  resolveDataset: (choice: DatasetChoice, by: TrainingConfig) => Promise<DatasetSource>;
  /** Tells the runner that something waits. */
  wake: () => void;
}

/** Puts training runs in the queue. */
export function createLaunchService({ runs, disk, resolveDataset, wake }: LaunchServiceOptions) {
  return {
    /** Queues a run whose data is known to be there. The same id again gives the same run. */
    async launch(request: LaunchRequest): Promise<{ run: Run; created: boolean }> {
      const { id, project = 'default', name, group, tags, notes, ...job } = request;
      if (await disk.isLow())
        throw new AppError('disk_full', 'The disk is nearly full: free some space, then launch again.');
      await resolveDataset(job.dataset, job);
      const launched = await runs.insert(
        {
          kind: 'training',
          project,
          group: group ?? null,
          jobType: 'training',
          tags: tags ?? [],
          notes: notes ?? '',
          config: { ...job },
          job,
          state: 'queued',
          seed: job.seed,
          parentRun: null,
          forkStep: null,
          createdBy: null,
          totalSteps: job.length.unit === 'steps' ? job.length.count : null,
          heartbeatSeconds: null,
          startedAt: null,
        },
        { ...(id !== undefined && { id }), ...(name !== undefined && { name }) },
      );
      wake();
      return launched;
    },
  };
}

export type LaunchService = ReturnType<typeof createLaunchService>;
