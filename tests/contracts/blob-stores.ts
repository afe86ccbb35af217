import type { BlobStore } from '../../server/ports/blob-store.ts';
import { createFolderBlobs } from '../../server/store/blobs/folder-blobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Every adapter of BlobStore: a line here runs it through the contract suite. */
export const blobStoreAdapters: { name: string; open(): Promise<BlobStore> }[] = [
  { name: 'a folder', open: async () => createFolderBlobs(temporaryFolder()) },
];
