import type { InspectionOutcome } from '../../shared/training/dataset.ts';
import { DataError } from '../data/errors.ts';
import { inspectCsv } from '../data/inspect.ts';

/**
 * The thread's entry point: reads a CSV off the main thread. What is wrong with the file is an answer,
 * since an error would lose its class on the way between threads.
 */
export default function inspect(path: string): InspectionOutcome {
  try {
    return { inspection: inspectCsv(path) };
  } catch (error) {
    if (error instanceof DataError) return { problem: error.message };
    throw error;
  }
}
