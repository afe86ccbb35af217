import { join } from 'node:path';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import { GRAPH_FILE } from '../../shared/training/run-files.ts';
import { writeWhole } from './whole-file.ts';

/** Saves a run's graph in its folder, whole or not at all. A failure is a warning: training goes on without it. */
export function saveGraph(folder: string, graph: NetworkGraph, warn: (text: string) => void): void {
  try {
    writeWhole(join(folder, GRAPH_FILE), Buffer.from(JSON.stringify(graph)));
  } catch (error) {
    warn(`the graph could not be kept: ${error instanceof Error ? error.message : error}`);
  }
}
