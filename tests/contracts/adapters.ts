import { createBus } from '../../server/live/bus.ts';
import type { BlobStore } from '../../server/ports/blob-store.ts';
import { createFolderBlobs } from '../../server/store/blobs/folder-blobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Adapter, BusEnds, QueueBench, Storage } from './harness.ts';
import { sqliteQueue } from './sqlite-queue.ts';
import { sqliteStorage } from './sqlite-storage.ts';

/** Every adapter of the storage ports: a line here runs it through all their contract suites. */
export const storageAdapters: Adapter<Storage>[] = [sqliteStorage];

export const runQueueAdapters: Adapter<QueueBench>[] = [sqliteQueue];

export const blobStoreAdapters: Adapter<BlobStore>[] = [
  { name: 'a folder', open: async () => createFolderBlobs(temporaryFolder()) },
];

export const busAdapters: Adapter<BusEnds>[] = [{ name: 'one process', open: openInProcess }];

async function openInProcess(): Promise<BusEnds> {
  const bus = createBus((error) => {
    throw error;
  });
  return { sender: bus, receiver: bus };
}
