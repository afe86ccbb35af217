import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GRAPH_FILE, type NetworkGraph } from '../../shared/training/graph.ts';

/** Keeps a run's graph in its folder, whole or not at all. A failure is told to `warn`: training goes on without it. */
export function saveGraph(folder: string, graph: NetworkGraph, warn: (text: string) => void): void {
  try {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, GRAPH_FILE);
    writeFileSync(`${file}.part`, JSON.stringify(graph));
    renameSync(`${file}.part`, file);
  } catch (error) {
    warn(`the graph could not be kept: ${error instanceof Error ? error.message : error}`);
  }
}
