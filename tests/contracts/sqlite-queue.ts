import { createRunQueue } from '../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';
import { tempDatabase } from '../server/store/temp-store.ts';
import type { Adapter, QueueBench } from './harness.ts';

/** The queue of the SQLite adapter, with a clock for leases that stands still unless it is set. */
export const sqliteQueue: Adapter<QueueBench> = {
  name: 'SQLite',
  async open() {
    const { db } = tempDatabase();
    let clock = 1_000_000;
    const leaseClock = () => clock;
    return {
      queue: createRunQueue(db, { leaseClock }),
      elsewhere: createRunQueue(db, { leaseClock }),
      meta: createRunStore(db),
      async elapse(ms) {
        clock += ms;
      },
    };
  },
};
