import type { MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { CompiledKernels } from '../../worker/kernel-loading/tiers.ts';
import type { TrainTask } from '../../worker/thread/task.ts';

export interface ThreadPoolOptions {
  /** Path of the thread's entry file, whose default export takes a TrainTask. */
  file: string;
  /** Path of the entry file of the thread that compiles the kernels for all the others. */
  kernelsFile: string;
  threads: number;
  /** JavaScript heap of one thread; tensors live outside of it. */
  maxHeapMb: number;
  /** Called with faults that belong to no task. */
  onError: (error: unknown) => void;
}

/** Threads that run one task each. A thread is not used twice, so no task inherits another's leftovers. */
export function createThreadPool({ file, kernelsFile, threads, maxHeapMb, onError }: ThreadPoolOptions) {
  let pool: Promise<{ threadPool: Piscina; kernels: CompiledKernels }> | undefined;

  let compiling: Promise<CompiledKernels> | undefined;

  async function compile(): Promise<CompiledKernels> {
    const { Piscina } = await import('piscina');
    // Before any other thread runs: compiling changes flags of V8 that hold for the whole process.
    const compiler = new Piscina<void, CompiledKernels>({ filename: kernelsFile, maxThreads: 1 });
    return compiler.run().finally(() => compiler.destroy());
  }

  function compiledKernels(): Promise<CompiledKernels> {
    compiling ??= compile().catch((error: unknown) => {
      compiling = undefined; // the next to ask tries again
      throw error;
    });
    return compiling;
  }

  async function open() {
    const kernels = await compiledKernels();
    const { Piscina } = await import('piscina');
    const threadPool = new Piscina({
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 0,
      // Else a thread sleeps between tasks in a way that keeps its port from ever closing.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    threadPool.on('error', onError);
    return { threadPool, kernels };
  }

  return {
    /** Resolves when the task returns; rejects when it throws, its thread dies or `signal` ends the thread. */
    async run(
      task: Omit<TrainTask, 'kernels'>,
      { port, signal }: { port: MessagePort; signal: AbortSignal },
    ): Promise<void> {
      pool ??= open().catch((error: unknown) => {
        pool = undefined; // the next run tries again
        throw error;
      });
      // The file is named here and not for the pool, where one that fails to load would leave the task waiting for ever.
      const { threadPool, kernels } = await pool;
      await threadPool.run({ ...task, kernels }, { filename: file, transferList: [port], signal });
    },

    /** The kernels that its threads use, for others that compute in this process. */
    kernels: compiledKernels,

    async close(): Promise<void> {
      const opened = await pool?.catch(() => undefined);
      await opened?.threadPool.destroy();
    },
  };
}

export type ThreadPool = ReturnType<typeof createThreadPool>;
