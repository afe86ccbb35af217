import { AppError } from '../errors.ts';
import type { RunQueue } from '../ports/run-queue.ts';

/** Runs that may wait at once: days of training, and few enough that each change of the queue stays cheap. */
export const MAX_WAITING_RUNS = 500;
const RETRY_AFTER_SECONDS = 30;

/** Bounds how many runs wait, whatever puts them in the queue. */
export function createQueueRoom(queue: Pick<RunQueue, 'waiting'>, maxWaiting = MAX_WAITING_RUNS) {
  /** Runs that are let in and not in the queue yet. */
  let arriving = 0;

  return {
    /**
     * Lets in so many new runs where there is room for all of them.
     *
     * @throws {AppError} `overloaded` where there is not
     */
    async admit<Out>(count: number, launch: () => Promise<Out>): Promise<Out> {
      const waiting = (await queue.waiting()).length;
      if (count > 0 && waiting + arriving + count > maxWaiting)
        throw new AppError('overloaded', crowded(count, waiting, maxWaiting), {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      arriving += count;
      try {
        return await launch();
      } finally {
        arriving -= count;
      }
    },
  };
}

export type QueueRoom = ReturnType<typeof createQueueRoom>;

function crowded(count: number, waiting: number, most: number): string {
  const what = count === 1 ? 'launch it later' : `there is no room for ${count} more; launch them later, or fewer`;
  return `${waiting} runs wait already, of at most ${most}: ${what}.`;
}
