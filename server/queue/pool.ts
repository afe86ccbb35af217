import type { MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { CompiledKernels } from '../../worker/kernel-loading/tiers.ts';
import type { TrainTask } from '../../worker/thread/task.ts';

export interface ThreadPoolOptions {
  /** Path of the thread's entry file, whose default export takes a TrainTask. */
  file: string;
  /** Path of the entry file of the thread that compiles the kernels for all the others. */
  kernelsFile: string;
  /** Path of the entry file of a task that loads what a training needs; without it threads are not made ready ahead. */
  readyFile?: string | undefined;
  threads: number;
  /** JavaScript heap of one thread; tensors live outside of it. */
  maxHeapMb: number;
  /** How long a thread without a task is kept; where threads are made ready, one always is. */
  idleMs?: number | undefined;
  /** Called with faults that belong to no task. */
  onError: (error: unknown) => void;
}

const IDLE_MS = 600_000;

/**
 * Threads that run one task at a time, and are kept between tasks with the code that they have loaded. A thread whose task
 * went wrong ends with it, and another takes its place: the entry file sees to that.
 */
export function createThreadPool(options: ThreadPoolOptions) {
  const { file, kernelsFile, readyFile, threads, maxHeapMb, idleMs = IDLE_MS, onError } = options;
  let pool: Promise<{ threadPool: Piscina; kernels: CompiledKernels }> | undefined;
  let isClosed = false;
  let isMakingReady = false;
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
      minThreads: readyFile === undefined ? 0 : 1,
      maxThreads: threads,
      idleTimeout: idleMs,
      // Else a thread sleeps between tasks in a way that keeps its port from ever closing.
      atomics: 'disabled',
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    threadPool.on('error', onError);
    threadPool.on('workerDestroy', makeReady); // another thread takes its place
    return { threadPool, kernels };
  }

  function opened() {
    pool ??= open().catch((error: unknown) => {
      pool = undefined; // the next run tries again
      throw error;
    });
    return pool;
  }

  /** Has a thread ready for the next task, with its code loaded. One that ends over this is not replaced. */
  function makeReady(): void {
    if (readyFile === undefined || isClosed || isMakingReady) return;
    isMakingReady = true;
    opened()
      .then(({ threadPool, kernels }) => threadPool.run({ kernels }, { filename: readyFile }))
      .catch((error) => isClosed || onError(error))
      .finally(() => {
        isMakingReady = false;
      });
  }

  return {
    makeReady,

    /** Resolves when the task returns; rejects when it throws, its thread dies or `signal` ends the thread. */
    async run(
      task: Omit<TrainTask, 'kernels'>,
      { port, signal }: { port: MessagePort; signal: AbortSignal },
    ): Promise<void> {
      // The file is named here and not for the pool, where one that fails to load would leave the task waiting for ever.
      const { threadPool, kernels } = await opened();
      await threadPool.run({ ...task, kernels }, { filename: file, transferList: [port], signal });
    },

    /** The kernels that its threads use, for others that compute in this process. */
    kernels: compiledKernels,

    async close(): Promise<void> {
      isClosed = true;
      const open = await pool?.catch(() => undefined);
      await open?.threadPool.destroy();
    },
  };
}

export type ThreadPool = ReturnType<typeof createThreadPool>;
