import { createBus } from '../../server/live/bus.ts';
import type { Adapter, BusEnds, Storage } from './harness.ts';
import { sqliteStorage } from './sqlite-storage.ts';

/** Every adapter of the storage ports: a line here runs it through all their contract suites. */
export const storageAdapters: Adapter<Storage>[] = [sqliteStorage];

export const busAdapters: Adapter<BusEnds>[] = [{ name: 'one process', open: openInProcess }];

async function openInProcess(): Promise<BusEnds> {
  const bus = createBus();
  return { sender: bus, receiver: bus };
}
