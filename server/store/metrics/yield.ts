import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a query may hold the event loop, so that requests wait a few milliseconds at most. */
const MAX_HOLD_MS = 8;

/** Returns a function to await between pieces of work: it yields to the event loop once that was held for `maxHoldMs`. */
export function createYield(maxHoldMs = MAX_HOLD_MS): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < maxHoldMs) return;
    await nextTurn();
    began = performance.now();
  };
}
