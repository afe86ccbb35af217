import type { Readable } from 'node:stream';
import type { Checkpoint } from '../../shared/checkpoint.ts';
import { checkpointFile, checkpointStep, runFolder } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunAccess } from './run-access.ts';

/** The checkpoints of training runs, by run and step: a key is never taken from a request. */
export function createCheckpointService({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  async function folderOf(run: string): Promise<string> {
    await access.findState(run);
    return runFolder(run);
  }

  return {
    /** Newest first. */
    async list(run: string): Promise<Checkpoint[]> {
      const folder = await folderOf(run);
      const found: Checkpoint[] = [];
      for await (const { key, bytes, modifiedAt } of blobs.list(folder)) {
        const step = checkpointStep(key.slice(folder.length));
        if (step !== undefined) found.push({ step, bytes, savedAt: new Date(modifiedAt).toISOString() });
      }
      return found.sort((a, b) => b.step - a.step);
    },

    /** @throws {AppError} `not_found` when there is none at that step */
    async read(run: string, step: number): Promise<Readable> {
      const content = await blobs.get(`${await folderOf(run)}${checkpointFile(step)}`);
      if (!content) throw new AppError('not_found', `Run "${run}" has no checkpoint at step ${step}.`);
      return content;
    },
  };
}

export type CheckpointService = ReturnType<typeof createCheckpointService>;
