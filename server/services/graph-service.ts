import { text } from 'node:stream/consumers';
import { NetworkGraph } from '../../shared/training/graph.ts';
import { GRAPH_FILE, runFolder } from '../../shared/training/run-files.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
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
      const content = await blobs.get(`${runFolder(run)}${GRAPH_FILE}`);
      if (!content) return null;
      const graph = parse(await text(content));
      if (fieldErrors(NetworkGraph, graph).length === 0) return graph as NetworkGraph;
      throw new AppError('damaged', `The graph of run "${run}" is damaged: its file cannot be read as a graph.`);
    },
  };
}

export type GraphService = ReturnType<typeof createGraphService>;

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // not JSON, so not a graph
  }
}
