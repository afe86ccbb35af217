import type { Readable } from 'node:stream';
import type { Checkpoint } from '../../shared/checkpoint.ts';
import { checkpointFile, checkpointStep, runFolder } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { isWhole } from './checkpoint-digest.ts';
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

    /**
     * A checkpoint that was found whole just before it is sent.
     *
     * @throws {AppError} `not_found` when there is none at that step, `damaged` when it is not what was saved
     */
    async read(run: string, step: number): Promise<Readable> {
      const key = `${await folderOf(run)}${checkpointFile(step)}`;
      const isIntact = await isWhole(blobs, key);
      const content = isIntact === undefined ? undefined : await blobs.get(key);
      if (!content) throw new AppError('not_found', `Run "${run}" has no checkpoint at step ${step}.`);
      if (isIntact) return content;
      content.destroy();
      throw new AppError(
        'damaged',
        `The checkpoint of run "${run}" at step ${step} is damaged: its checksum does not fit its content.`,
      );
    },
  };
}

export type CheckpointService = ReturnType<typeof createCheckpointService>;
