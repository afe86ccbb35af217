import { NetworkGraph } from '../../shared/training/graph.ts';
import { GRAPH_FILE, runFolder } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { readJsonBlob } from './json-blob.ts';
import type { RunAccess } from './run-access.ts';

/** The computational graphs of training runs. */
export function createGraphService({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  return {
    /**
     * Null for a run that has not taken a step here.
     *
     * @throws {AppError} `damaged` when the file is not what was saved
     */
    async read(run: string): Promise<NetworkGraph | null> {
      await access.findState(run);
      return readJsonBlob(blobs, `${runFolder(run)}${GRAPH_FILE}`, NetworkGraph, `The graph of run "${run}"`);
    },
  };
}

export type GraphService = ReturnType<typeof createGraphService>;
