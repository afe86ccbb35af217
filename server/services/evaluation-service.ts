import { json } from 'node:stream/consumers';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import { EVALUATION_FILE, runFolder } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunAccess } from './run-access.ts';

/** The evaluations of training runs on their test sets. */
export function createEvaluationService({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  return {
    /** Null for a run that was not tested here. */
    async read(run: string): Promise<RunEvaluation | null> {
      await access.findState(run);
      const content = await blobs.get(`${runFolder(run)}${EVALUATION_FILE}`);
      return content ? ((await json(content)) as RunEvaluation) : null;
    },
  };
}

export type EvaluationService = ReturnType<typeof createEvaluationService>;
