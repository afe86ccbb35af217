import type { Run } from '../../shared/run.ts';
import type { DatasetChoice } from '../../shared/training/dataset.ts';
import { isSurfaceJob, type JobLaunch } from '../../shared/training/job.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { SurfaceConfig } from '../../shared/training/surface.ts';
import { surfaceFaults } from '../../shared/training/surface-faults.ts';
import { withSurfaceDefaults } from '../../shared/training/surface-shape.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import { AppError } from '../errors.ts';
import type { DiskGuard } from '../ingest/disk-space.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunService } from './run-service.ts';

/** Runs that may wait at once: days of training, and few enough that each change of the queue stays cheap. */
export const MAX_WAITING_RUNS = 500;
const RETRY_AFTER_SECONDS = 30;

export interface LaunchServiceOptions {
  runs: RunService;
  queue: Pick<RunQueue, 'waiting'>;
  disk: DiskGuard;
  /** @throws {AppError} `invalid` for data that cannot be learned in this way; `dataset_unavailable` when files are missing */
  resolveDataset: (choice: DatasetChoice, by: TrainingConfig) => Promise<DatasetSource>;
  /** Tells the runner that something waits. */
  wake: () => void;
  maxWaiting?: number;
}

/** Puts training runs in the queue, which is bounded. */
export function createLaunchService(options: LaunchServiceOptions) {
  const { runs, queue, disk, resolveDataset, wake, maxWaiting = MAX_WAITING_RUNS } = options;
  /** Launches that are let in and not in the queue yet. */
  let arriving = 0;

  /** Lets in what there is room for, and what repeats a launch that was let in before. */
  async function admit<Out>(id: string | undefined, launch: () => Promise<Out>): Promise<Out> {
    const repeated = id !== undefined && (await isKnown(id));
    const waiting = (await queue.waiting()).length;
    if (!repeated && waiting + arriving >= maxWaiting)
      throw new AppError('overloaded', `${waiting} runs wait already, of at most ${maxWaiting}: launch it later.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    arriving++;
    try {
      return await launch();
    } finally {
      arriving--;
    }
  }

  async function isKnown(id: string): Promise<boolean> {
    try {
      await runs.get(id);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return false;
      throw error;
    }
  }

  return {
    /**
     * Queues a run whose data is known to be there. The same id again gives the same run.
     *
     * @throws {AppError} `overloaded` while as many runs wait as may
     */
    launch: (request: JobLaunch): Promise<{ run: Run; created: boolean }> => admit(request.id, () => enqueue(request)),
  };

  async function enqueue(request: JobLaunch): Promise<{ run: Run; created: boolean }> {
    const { id, project = 'default', name, group, tags, notes, ...given } = request;
    if (await disk.isLow())
      throw new AppError('disk_full', 'The disk is nearly full: free some space, then launch again.');
    const job = isSurfaceJob(given) ? checkedSurface(given) : given;
    if (!isSurfaceJob(job)) await resolveDataset(job.dataset, job);
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
  }
}

/** @throws {AppError} `invalid` for settings that cannot work together */
function checkedSurface(config: SurfaceConfig): SurfaceConfig {
  const fields = surfaceFaults(config);
  const [first] = fields;
  if (first) throw new AppError('invalid', `body ${first.path} ${first.message}.`, { in: 'body', fields });
  return withSurfaceDefaults(config);
}

export type LaunchService = ReturnType<typeof createLaunchService>;
