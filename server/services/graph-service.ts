import { json } from 'node:stream/consumers';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import { GRAPH_FILE, runFolder } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunAccess } from './run-access.ts';

/** The computational graphs of training runs. */
export function createGraphService({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  return {
    /** Null for a run that has not taken a step here. */
    async read(run: string): Promise<NetworkGraph | null> {
      await access.findState(run);
      const content = await blobs.get(`${runFolder(run)}${GRAPH_FILE}`);
      return content ? ((await json(content)) as NetworkGraph) : null;
    },
  };
}

export type GraphService = ReturnType<typeof createGraphService>;
