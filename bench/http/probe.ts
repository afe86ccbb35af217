import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const EVERY_MS = 5;

/** Asks a server how it is, every 5 ms over a connection of its own, and notes how long each answer takes. */
export function startProbe(address: string) {
  const thread = new Worker(new URL('./probe-thread.ts', import.meta.url), {
    workerData: { url: `${address}/api/v1/health`, everyMs: EVERY_MS },
  });

  /** Milliseconds of each answer since the last call. */
  async function taken(): Promise<number[]> {
    thread.postMessage('take');
    const [waits] = (await once(thread, 'message')) as [number[]];
    return waits;
  }

  return {
    /** The longest that an answer took while `work` went on, in milliseconds. */
    async worstDuring(work: () => Promise<unknown>): Promise<number> {
      await taken();
      await work();
      return Math.max(...(await taken()));
    },
    close: () => thread.terminate(),
  };
}

export type Probe = ReturnType<typeof startProbe>;
