import { createReadStream, type ReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../../shared/checkpoint.ts';
import { AppError } from '../errors.ts';
import type { RunAccess } from './run-access.ts';

/** The files that training threads leave behind, by run and step: a path is never taken from a request. */
export function createCheckpointService({ access, folder }: { access: RunAccess; folder: string }) {
  async function folderOf(run: string): Promise<string> {
    await access.findState(run);
    return join(folder, run);
  }

  return {
    /** Newest first. */
    async list(run: string): Promise<Checkpoint[]> {
      const path = await folderOf(run);
      const names = await readdir(path).catch(whenMissing<string[]>([]));
      const steps = names.flatMap((name) => /^step-(\d+)\.lbck$/.exec(name)?.[1] ?? []).map(Number);
      const found = steps.map(async (step) => {
        const { size, mtime } = await stat(join(path, fileName(step)));
        return { step, bytes: size, savedAt: mtime.toISOString() };
      });
      return (await Promise.all(found)).sort((a, b) => b.step - a.step);
    },

    /** Throws `not_found` when there is none at that step. */
    async read(run: string, step: number): Promise<ReadStream> {
      const handle = await open(join(await folderOf(run), fileName(step))).catch(whenMissing(undefined));
      if (!handle) throw new AppError('not_found', `Run "${run}" has no checkpoint at step ${step}.`);
      return createReadStream('', { fd: handle });
    },

    async remove(run: string): Promise<void> {
      await rm(join(folder, run), { recursive: true, force: true });
    },
  };
}

export type CheckpointService = ReturnType<typeof createCheckpointService>;

const fileName = (step: number) => `step-${step}.lbck`;

function whenMissing<T>(instead: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
