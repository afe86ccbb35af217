import type { RunMemories } from '../memory/run-memory.ts';
import type { Journal } from '../tables/journal.ts';
import { createYield } from '../yield.ts';

/**
 * After a start, reads what the journal holds of all runs in the background, so that it is sealed and
 * found. Nothing waits for it: a run that is asked for earlier is read at that moment.
 */
export function createRecovery(memory: RunMemories, journal: Journal, onError: (error: unknown) => void) {
  let isClosed = false;

  async function readAll(): Promise<void> {
    const yieldIfDue = createYield();
    if (isClosed) return;
    discardUnaccepted();
    for (const run of journal.runs()) {
      if (isClosed) return;
      try {
        memory.get(run);
      } catch (error) {
        onError(error); // the next runs may be readable
      }
      await yieldIfDue();
    }
  }

  function discardUnaccepted(): void {
    try {
      journal.discardUnaccepted();
    } catch (error) {
      onError(error); // on a full disk they stay until the next start
    }
  }

  const reading = new Promise<void>((resolve) => setImmediate(resolve)).then(readAll).catch(onError);

  return {
    /** Resolves when everything that can be read is in memory. */
    done: (): Promise<void> => reading,

    close(): Promise<void> {
      isClosed = true;
      return reading;
    },
  };
}
