import type { MetaStore } from '../../server/ports/meta-store.ts';
import type { RunQueue } from '../../server/ports/run-queue.ts';
import { createRunQueue } from '../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';
import { tempDatabase } from '../server/store/temp-store.ts';

/** A queue under test, over an empty store. */
export interface OpenedQueue {
  queue: RunQueue;
  /** Of the same store. */
  meta: MetaStore;
  /** The same queue as another process sees it. */
  elsewhere: RunQueue;
  /** Lets time pass by the clock that leases expire by: waits, or sets that clock. */
  elapse(ms: number): Promise<void>;
}

/** Every adapter of RunQueue: a line here runs it through the contract suite. */
export const runQueueAdapters: { name: string; open(): Promise<OpenedQueue> }[] = [{ name: 'SQLite', open: onSqlite }];

async function onSqlite(): Promise<OpenedQueue> {
  const { db } = tempDatabase();
  let clock = 1_000_000;
  const leaseClock = () => clock;
  return {
    queue: createRunQueue(db, { leaseClock }),
    meta: createRunStore(db),
    elsewhere: createRunQueue(db, { leaseClock }),
    async elapse(ms) {
      clock += ms;
    },
  };
}
