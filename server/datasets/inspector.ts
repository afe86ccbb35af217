import { Piscina } from 'piscina';
import type { InspectionOutcome } from '../../shared/training/dataset.ts';

/** A file with many columns of many different values needs room for them. */
const MAX_HEAP_MB = 2048;

/** Reads a CSV from end to end in a thread of its own, so that nothing else waits for it. */
export async function inspectInThread(path: string): Promise<InspectionOutcome> {
  const pool = new Piscina<string, InspectionOutcome>({
    filename: new URL('../../worker/thread/inspect-csv.ts', import.meta.url).href,
    maxThreads: 1,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  try {
    return await pool.run(path);
  } finally {
    await pool.destroy();
  }
}
