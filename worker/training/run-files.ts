import { join } from 'node:path';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import { EVALUATION_FILE, GRAPH_FILE } from '../../shared/training/run-files.ts';
import { writeWhole } from './whole-file.ts';

/** Saves what a training leaves as JSON in its run's folder, each whole or not at all. A failure is a warning: training goes on. */
export function createRunFiles(folder: string, warn: (text: string) => void) {
  const save = (file: string, content: unknown, name: string): void => {
    try {
      writeWhole(join(folder, file), Buffer.from(JSON.stringify(content)));
    } catch (error) {
      warn(`the ${name} could not be kept: ${error instanceof Error ? error.message : error}`);
    }
  };
  return {
    saveGraph: (graph: NetworkGraph) => save(GRAPH_FILE, graph, 'graph'),
    saveEvaluation: (evaluation: RunEvaluation) => save(EVALUATION_FILE, evaluation, 'evaluation'),
  };
}
