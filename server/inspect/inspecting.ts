import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import type { CompiledKernels } from '../../worker/kernel-loading/tiers.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import { createEvaluationService } from '../services/evaluation-service.ts';
import { createGraphService } from '../services/graph-service.ts';
import type { RunAccess } from '../services/run-access.ts';
import { answersOf } from './answer-of.ts';
import { createInspectPool } from './inspect-pool.ts';
import { createInspectService } from './inspect-service.ts';
import { createLossSurfaces } from './loss-surfaces.ts';
import { createNetworkFinder } from './network-finder.ts';

export interface InspectingOptions {
  access: RunAccess;
  blobs: LocalBlobs;
  resolveDataset: (choice: DatasetChoice) => Promise<DatasetSource>;
  /** The kernels that trainings use too: they are compiled once in a process. */
  kernels: () => Promise<CompiledKernels>;
  onError: (error: unknown) => void;
}

/** All that looks into the networks of runs, put together. */
export function createInspecting({ access, blobs, resolveDataset, kernels, onError }: InspectingOptions) {
  const pool = createInspectPool({ kernels, onError });
  const answerOf = answersOf(pool.ask);
  const networks = createNetworkFinder({ access, blobs, resolveDataset });
  return {
    inspect: createInspectService({ access, blobs, networks, answerOf }),
    lossSurface: createLossSurfaces({ networks, answerOf, blobs }),
    graphs: createGraphService({ access, blobs }),
    evaluations: createEvaluationService({ access, blobs }),
    close: pool.close,
  };
}

export type Inspecting = ReturnType<typeof createInspecting>;
