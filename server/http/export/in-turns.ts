import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * A reader who takes every part at once would otherwise be the only one who is answered until the end. Text waits for
 * its reader as bytes outside of the heap: as strings, it costs pauses of garbage collection that others notice.
 */
export async function* inTurns(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    yield typeof part === 'string' ? Buffer.from(part) : part;
    await nextTurn();
  }
}
