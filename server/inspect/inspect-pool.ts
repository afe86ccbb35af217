import type { Piscina } from 'piscina';
import type { CompiledKernels } from '../../worker/kernel-loading/tiers.ts';
import type {
  InspectedNetwork,
  InspectKind,
  InspectOutcome,
  InspectTask,
  InspectWork,
} from '../../worker/thread/inspect-task.ts';

/** JavaScript heap of the thread: it holds the data of two runs at most, and tensors live outside of it. */
const MAX_HEAP_MB = 1024;
const MAX_WAITING = 64;
/** How long networks and data are kept for the next question. */
const IDLE_MS = 60_000;

export interface InspectPoolOptions {
  /** The kernels that trainings use too: they are compiled once in a process. */
  kernels: () => Promise<CompiledKernels>;
  onError: (error: unknown) => void;
}

/** Puts a question to the thread, which is ended where the signal is aborted while it computes the answer. */
export type Ask = <Kind extends InspectKind>(
  network: InspectedNetwork,
  kind: Kind,
  request: InspectWork[Kind]['request'],
  signal?: AbortSignal,
) => Promise<InspectOutcome<Kind> | 'overloaded' | 'closed'>;

/** One thread apart from those that train, so that a question never waits behind a training. */
export function createInspectPool({ kernels, onError }: InspectPoolOptions): { ask: Ask; close: () => Promise<void> } {
  let opening: Promise<Piscina<InspectTask, InspectOutcome>> | undefined;
  let isClosed = false;
  /** Questions take turns here: the queue of a pool stands still when its only thread is ended for one of them. */
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    waiting += 1;
    return turn.finally(() => {
      waiting -= 1;
    });
  }

  async function open() {
    const { Piscina } = await import('piscina');
    const pool = new Piscina<InspectTask, InspectOutcome>({
      filename: new URL('../../worker/thread/inspect.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    pool.on('error', onError);
    return pool;
  }

  return {
    async ask(network, kind, request, signal) {
      if (isClosed) return 'closed';
      const compiled = await kernels();
      opening ??= open();
      const pool = await opening;
      if (waiting > MAX_WAITING) return 'overloaded';
      try {
        const task = { network, kind, request, kernels: compiled };
        const outcome = await inTurn(() => pool.run(task, { signal: signal ?? null }));
        return outcome as InspectOutcome<typeof kind>;
      } catch (error) {
        if (isClosed) return 'closed';
        if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
        return {
          problem: { code: 'too_large', message: `Its data takes more than the ${MAX_HEAP_MB} MB of the thread.` },
        };
      }
    },

    async close() {
      isClosed = true;
      await (await opening)?.destroy();
    },
  };
}
