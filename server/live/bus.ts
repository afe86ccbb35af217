import type { Bus, Change } from '../ports/bus.ts';

/**
 * The Bus of a single process: listeners are called in the same turn, in the order of publishing. One that throws
 * is reported to `onError` and keeps neither the others nor the publisher from going on: its change is committed.
 */
export function createBus(onError: (error: unknown) => void): Bus {
  const listeners = new Set<(change: Change) => void>();

  function call(listener: (change: Change) => void, change: Change): void {
    try {
      listener(change);
    } catch (error) {
      onError(error);
    }
  }

  return {
    async publish(change) {
      for (const listener of listeners) call(listener, change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
