import { runFolder, START_FILE } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunAccess } from './run-access.ts';

/** Beside the folders of runs, whose names have no dots: a blob for each run that is about to be stored. */
const ARRIVING = 'checkpoints/arriving.runs/';

export type StartFileBlobs = Pick<BlobStore, 'put' | 'remove' | 'list'>;

/**
 * Puts the states that runs begin with in their places before the runs are stored. Where a run is not stored then, because
 * that fails or the process ends, its state is removed, at the next start at the latest.
 */
export function createStartFiles({ access, blobs }: { access: Pick<RunAccess, 'exists'>; blobs: StartFileBlobs }) {
  const arriving = new Map<string, Promise<unknown>>();

  async function settle(run: string): Promise<void> {
    if (!(await access.exists(run))) await blobs.remove(runFolder(run));
    await blobs.remove(`${ARRIVING}${run}`);
  }

  async function arrive<Out>(
    run: string,
    copy: () => Promise<Parameters<BlobStore['put']>[1]>,
    insert: () => Promise<Out>,
  ): Promise<Out> {
    if (await access.exists(run)) return insert(); // which finds it
    await blobs.put(`${ARRIVING}${run}`, []);
    try {
      await blobs.put(`${runFolder(run)}${START_FILE}`, await copy());
      return await insert();
    } finally {
      await settle(run);
    }
  }

  return {
    /** Copies the state that a new run begins with, and then stores the run; of several with one id, one after the other. */
    store<Out>(...given: Parameters<typeof arrive<Out>>): Promise<Out> {
      const [run] = given;
      const stored = (arriving.get(run) ?? Promise.resolve()).then(() => arrive(...given));
      const settled = stored.then(
        () => undefined,
        () => undefined, // thrown to its own caller
      );
      arriving.set(run, settled);
      void settled.then(() => arriving.get(run) === settled && arriving.delete(run));
      return stored;
    },

    /** Removes the states of runs that a former process did not come to store. */
    async removeUnused(): Promise<void> {
      for await (const { key } of blobs.list(ARRIVING)) await settle(key.slice(ARRIVING.length));
    },
  };
}

export type StartFiles = ReturnType<typeof createStartFiles>;
