import type { MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { TrainTask } from '../../worker/task.ts';

export interface ThreadPoolOptions {
  /** Path of the thread's entry file, whose default export takes a TrainTask. */
  file: string;
  threads: number;
  /** JavaScript heap of one thread; tensors live outside of it. */
  maxHeapMb: number;
  /** Told of faults that belong to no task. */
  onError: (error: unknown) => void;
}

/** Threads that run one task each. A thread is not used twice, so no task inherits another's leftovers. */
export function createThreadPool({ file, threads, maxHeapMb, onError }: ThreadPoolOptions) {
  let pool: Promise<Piscina> | undefined;

  async function open(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    const opened = new Piscina({
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 0,
      // Else a thread sleeps between tasks in a way that keeps its port from ever closing.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    opened.on('error', onError);
    return opened;
  }

  return {
    /** Resolves when the task returns; rejects when it throws, its thread dies or `signal` ends the thread. */
    async run(task: TrainTask, { port, signal }: { port: MessagePort; signal: AbortSignal }): Promise<void> {
      pool ??= open();
      // The file is named here and not for the pool, where one that fails to load would leave the task waiting for ever.
      await (await pool).run(task, { filename: file, transferList: [port], signal });
    },

    async close(): Promise<void> {
      await (await pool)?.destroy();
    },
  };
}

export type ThreadPool = ReturnType<typeof createThreadPool>;
