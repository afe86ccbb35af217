import { RunEvaluation } from '../../shared/training/evaluation.ts';
import { EVALUATION_FILE, runFolder } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { readJsonBlob } from './json-blob.ts';
import type { RunAccess } from './run-access.ts';

/** The evaluations of training runs on their test sets. */
export function createEvaluationService({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  return {
    /**
     * Null for a run that was not tested here.
     *
     * @throws {AppError} `damaged` when the file is not what was saved
     */
    async read(run: string): Promise<RunEvaluation | null> {
      await access.findState(run);
      return readJsonBlob(
        blobs,
        `${runFolder(run)}${EVALUATION_FILE}`,
        RunEvaluation,
        `The evaluation of run "${run}"`,
      );
    },
  };
}

export type EvaluationService = ReturnType<typeof createEvaluationService>;
