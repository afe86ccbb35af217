import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a query may keep others waiting. */
const TURN_MS = 8;

/** Returns a function to await between pieces of work: it lets others go first once a turn has lasted long enough. */
export function createTurns(turnMs = TURN_MS): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < turnMs) return;
    await nextTurn();
    began = performance.now();
  };
}
