import type { Piscina } from 'piscina';
import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { InspectionOutcome } from '../../shared/training/dataset.ts';
import { AppError } from '../errors.ts';

/** What one file may take; files are read one after the other, so that this is what all of them take together. */
const MAX_HEAP_MB = 512;
/** Files that may wait for their turn. */
const MAX_WAITING = 32;
const IDLE_MS = 10_000;
const RETRY_AFTER_S = 5;

/** Reads a CSV from end to end; what is wrong with the file is an answer. */
export type Inspect = (path: string, reading: CsvReading) => Promise<InspectionOutcome>;

type Pool = Piscina<{ path: string; reading: CsvReading }, InspectionOutcome>;

/** Loaded with the first file: most starts see none. */
async function openPool(): Promise<Pool> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: new URL('../../worker/thread/inspect-csv.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_WAITING,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
}

/** Reads files in one thread of bounded memory, one at a time, so that nothing else waits for them; `close` ends it. */
export function createInspector(): { inspect: Inspect; close: () => Promise<void> } {
  let opening: Promise<Pool> | undefined;
  let closing: AbortController | undefined = new AbortController();

  async function inspect(path: string, reading: CsvReading): Promise<InspectionOutcome> {
    if (!closing) throw new AppError('shutting_down', 'The server is shutting down.');
    const { signal } = closing;
    opening ??= openPool();
    const pool = await opening;
    if (pool.queueSize >= MAX_WAITING) {
      const message = `${MAX_WAITING} files wait to be read: upload again in a while.`;
      throw new AppError('overloaded', message, { retryAfterSeconds: RETRY_AFTER_S });
    }
    try {
      return await pool.run({ path, reading }, { signal });
    } catch (error) {
      if (Reflect.get(error as object, 'code') !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      return { problem: `reading it takes more than the ${MAX_HEAP_MB} MB that there are for a file` };
    }
  }

  return {
    inspect,
    async close() {
      closing?.abort();
      closing = undefined;
      await (await opening)?.destroy();
    },
  };
}
