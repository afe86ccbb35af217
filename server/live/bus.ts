import type { Bus, Change } from '../ports/bus.ts';

/** The Bus of a single process: listeners are called in the same turn, in the order of publishing. */
export function createBus(): Bus {
  const listeners = new Set<(change: Change) => void>();
  return {
    async publish(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
