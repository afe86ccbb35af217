import type { Bus } from '../ports/bus.ts';
import type { RunQueue } from '../ports/run-queue.ts';

/** Changes of runs come in bursts: a study launches a hundred at once. */
const CALM_MS = 100;

export interface QueueWatchOptions {
  bus: Bus;
  queue: Pick<RunQueue, 'waiting'>;
  /** Ids of the runs in training. */
  training: () => string[];
  onError: (error: unknown) => void;
}

/** Publishes that the queue has changed when other runs are trained or wait than before, or in another order. */
export function createQueueWatch({ bus, queue, training, onError }: QueueWatchOptions) {
  let known = JSON.stringify([[], []]);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    const now = JSON.stringify([training(), await queue.waiting()]);
    if (now === known) return;
    known = now;
    await bus.publish({ type: 'queue' });
  }

  const unsubscribe = bus.subscribe(({ type }) => {
    if (type !== 'run' && type !== 'removed') return;
    timer ??= setTimeout(() => {
      timer = undefined;
      look().catch(onError);
    }, CALM_MS);
  });

  return {
    close(): void {
      unsubscribe();
      clearTimeout(timer);
    },
  };
}
