import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { InspectionOutcome } from '../../shared/training/dataset.ts';
import { DataError } from '../data/errors.ts';
import { inspectCsv } from '../data/inspect.ts';
import { readThrough } from '../data/passes.ts';

/** A file to inspect, and what is set by hand of how it is read. */
export interface InspectTask {
  path: string;
  reading: CsvReading;
}

/**
 * The thread's entry point: reads a CSV off the main thread, in bounded memory. What is wrong with the file is an answer,
 * since an error would lose its class on the way between threads.
 */
export default async function inspect({ path, reading }: InspectTask): Promise<InspectionOutcome> {
  try {
    return { inspection: await readThrough(path, inspectCsv(reading)) };
  } catch (error) {
    if (error instanceof DataError) return { problem: error.message };
    throw error;
  }
}
