import type { DatasetChoice } from '../../shared/training/dataset.ts';
import { completeJob, engineJob, isSurfaceJob } from '../../shared/training/job.ts';
import { pathStep, runFolder } from '../../shared/training/run-files.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import type { InspectedNetwork } from '../../worker/thread/inspect-task.ts';
import { AppError } from '../errors.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import { checkpointFilesOf } from '../services/checkpoint-files.ts';
import type { RunAccess } from '../services/run-access.ts';

export interface NetworkFinderOptions {
  access: RunAccess;
  blobs: LocalBlobs;
  resolveDataset: (choice: DatasetChoice) => Promise<DatasetSource>;
}

/** Finds the network of a run at one of its checkpoints. */
export function createNetworkFinder({ access, blobs, resolveDataset }: NetworkFinderOptions) {
  /** Newest first. */
  const stepsOf = async (run: string) => (await checkpointFilesOf(blobs, run)).map(({ step }) => step);

  async function checkpointOf(record: RunRecord, wanted: number | undefined): Promise<InspectedNetwork['checkpoint']> {
    if (wanted === 0) return drawn(record);
    const step = wanted ?? (await stepsOf(record.id))[0];
    if (step === undefined)
      throw new AppError(
        'not_found',
        `Run "${record.id}" has no checkpoint yet; checkpoint 0 is its network as it was drawn.`,
      );
    const key = (await checkpointFilesOf(blobs, record.id)).find((each) => each.step === step)?.key;
    const file = key && (await blobs.fileOf(key));
    if (file === undefined) throw new AppError('not_found', `Run "${record.id}" has no checkpoint at step ${step}.`);
    return { file, step };
  }

  return {
    /** Steps at which the network of a run can be looked into, newest first, 0 as it was drawn; none for a run without one. */
    async steps(run: string): Promise<number[]> {
      const { job: any, start } = await access.find(run);
      const job = engineJob(any);
      if (!job || isSurfaceJob(job)) return [];
      return [...(await stepsOf(run)), ...(start === null ? [0] : [])];
    },

    /**
     * Files of the weights of a network by step, the earliest first: its checkpoints, and the points of its path between
     * them; null is the network as it was drawn.
     */
    async states(run: string): Promise<{ step: number; file: string | null }[]> {
      const { job, start } = await access.find(run);
      if (!job || isSurfaceJob(job)) return [];
      const files = new Map<number, string | null>(start === null ? [[0, null]] : []);
      const folder = runFolder(run);
      for await (const { key } of blobs.list(folder)) {
        const step = pathStep(key.slice(folder.length));
        if (step !== undefined) files.set(step, blobs.pathOf(key));
      }
      for (const { step, key } of await checkpointFilesOf(blobs, run)) files.set(step, blobs.pathOf(key));
      return Array.from(files, ([step, file]) => ({ step, file })).sort((a, b) => a.step - b.step);
    },

    /**
     * The network at the checkpoint of a step, 0 as it was drawn, left out the newest one.
     *
     * @throws {AppError} `conflict` for a run without a network here, `not_found` without such a checkpoint
     */
    async find(run: string, step?: number): Promise<InspectedNetwork> {
      const record = await access.find(run);
      const own = engineJob(record.job);
      const job = own && completeJob(own);
      if (!job || isSurfaceJob(job)) throw withoutNetwork(run, job ? 'descends on a surface' : 'is trained elsewhere');
      const checkpoint = await checkpointOf(record, step);
      return { config: job, dataset: await resolveDataset(job.dataset), checkpoint };
    },
  };
}

export type NetworkFinder = ReturnType<typeof createNetworkFinder>;

function withoutNetwork(run: string, why: string): AppError {
  return new AppError('conflict', `Run "${run}" ${why}: there is no network here to look into.`);
}

/** @throws {AppError} `conflict` for a run whose network began with the weights of another run */
function drawn({ id, start }: RunRecord): null {
  if (start === null) return null;
  throw new AppError('conflict', `Run "${id}" began with the weights of another run: look at that one's checkpoint.`);
}
