import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GRAPH_FILE, type NetworkGraph } from '../../shared/training/graph.ts';
import type { RunAccess } from './run-access.ts';

/** The graphs that training threads leave beside their checkpoints. */
export function createGraphService({ access, folder }: { access: RunAccess; folder: string }) {
  return {
    /** Null for a run that has not taken a step here. */
    async read(run: string): Promise<NetworkGraph | null> {
      await access.findState(run);
      const text = await readFile(join(folder, run, GRAPH_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return text === null ? null : (JSON.parse(text) as NetworkGraph);
    },
  };
}

export type GraphService = ReturnType<typeof createGraphService>;
