import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Checkpoint } from '../../shared/checkpoint.ts';
import { checkpointFile, checkpointStep, DIGEST_BYTES, runFolder } from '../../shared/training/run-files.ts';
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

/** Whether a checkpoint ends with the digest of what is before; undefined where there is none. */
async function isWhole(blobs: BlobStore, key: string): Promise<boolean | undefined> {
  const content = await blobs.get(key);
  if (!content) return undefined;
  const hash = createHash('sha256');
  let end = Buffer.alloc(0);
  for await (const piece of content as AsyncIterable<Buffer>) {
    const unread = Buffer.concat([end, piece]);
    end = unread.subarray(-DIGEST_BYTES);
    hash.update(unread.subarray(0, unread.length - end.length));
  }
  return end.length === DIGEST_BYTES && hash.digest().equals(end);
}
