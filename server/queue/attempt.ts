import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { Batch } from '../../shared/ingest.ts';
import type { EndReason } from '../../shared/run.ts';
import { CONTROL, CONTROL_WORDS } from '../../shared/training/thread-control.ts';
import type { ThreadMessage, TrainTask } from '../../worker/thread/task.ts';
import type { ThreadPool } from './pool.ts';
import { createWatchdog, type Patience } from './watchdog.ts';

/** How long a thread may take to hand over its last words once it has returned. */
const CLOSE_GRACE_MS = 1000;

export interface End {
  state: 'finished' | 'stopped' | 'failed';
  reason: EndReason | null;
}

export interface AttemptOptions {
  pool: ThreadPool;
  patience: Patience;
  store: (batch: Batch) => Promise<unknown>;
  onTotalSteps: (totalSteps: number) => void;
}

/**
 * One try at training a run in a thread, watched from outside.
 *
 * `ended` resolves, and never rejects, when the thread is gone and all it said is stored.
 */
export function startAttempt(task: Omit<TrainTask, 'port' | 'control' | 'kernels'>, options: AttemptOptions) {
  const { pool, patience, store, onTotalSteps } = options;
  const { port1: ear, port2: mouth } = new MessageChannel();
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT));
  const killing = new AbortController();
  const storing = new Set<Promise<void>>();
  let said: End | undefined;
  let refused: End | undefined;
  let killed: End | undefined;
  let whyStopped: EndReason | undefined;

  const watchdog = createWatchdog({
    patience,
    look() {
      noteTotalSteps();
      return { steps: Atomics.load(control, CONTROL.steps), stopping: whyStopped !== undefined };
    },
    onHang(message) {
      kill(whyStopped ? { state: 'stopped', reason: { ...whyStopped, message } } : failed('unresponsive', message));
    },
  });

  function noteTotalSteps(): void {
    const total = Atomics.load(control, CONTROL.totalSteps);
    if (total > 0) onTotalSteps(total);
  }

  function kill(end: End): void {
    killed ??= end;
    killing.abort();
  }

  function stop(reason: EndReason): void {
    whyStopped ??= reason;
    Atomics.store(control, CONTROL.stop, 1);
    Atomics.notify(control, CONTROL.stop);
  }

  function keep(batch: Batch): void {
    const stored = store(batch).then(
      () => {},
      (error) => {
        refused ??= failed('error', `What the training thread logged could not be stored: ${messageOf(error)}`);
        stop(refused.reason as EndReason);
      },
    );
    storing.add(stored);
    void stored.then(() => storing.delete(stored));
  }

  ear.on('message', (message: ThreadMessage) => {
    watchdog.sawLife();
    if (message.type === 'batch') keep(message.batch);
    else said = { state: message.state, reason: message.reason };
  });
  const closed = once(ear, 'close');

  async function run(): Promise<End> {
    const fault = await pool
      .run({ ...task, port: mouth, control }, { port: mouth, signal: killing.signal })
      .then(() => undefined, faultOf);
    const late = setTimeout(() => ear.close(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(late);
    watchdog.close();
    noteTotalSteps(); // a short run is over before anybody looked
    await Promise.all(storing);
    const end = refused ?? said ?? killed ?? fault ?? failed('error', 'The training thread ended without saying how.');
    return end.state === 'stopped' && whyStopped ? { ...end, reason: killed?.reason ?? whyStopped } : end;
  }

  return { ended: run(), stop };
}

export type Attempt = ReturnType<typeof startAttempt>;

function faultOf(error: unknown): End {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failed('out_of_memory', 'The training thread used up its JavaScript heap.');
  const message = messageOf(error);
  const exit = /^worker exited with code: (\d+)$/.exec(message);
  return failed('error', exit ? `The training thread exited by itself, with code ${exit[1]}.` : message);
}

function failed(code: EndReason['code'], message: string): End {
  return { state: 'failed', reason: { code, message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
