import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { Batch } from '../../shared/ingest.ts';
import type { EndReason } from '../../shared/run.ts';
import type { RunPhase } from '../../shared/run-phase.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import type { Steering } from '../../shared/training/steering.ts';
import {
  type AnswerTo,
  type AskedOfThread,
  CONTROL,
  CONTROL_WORDS,
  STOP,
  type ThreadAnswer,
  type ThreadRequest,
} from '../../shared/training/thread-control.ts';
import type { TrainJob } from '../../shared/training/train-job.ts';
import type { RunData } from '../../worker/data/supply.ts';
import type { ThreadMessage, TrainTask } from '../../worker/thread/task.ts';
import type { AttemptEnd } from '../ports/run-queue.ts';
import type { ThreadPool } from './pool.ts';
import { createWatchdog, type Patience } from './watchdog.ts';

/** How long a thread may take to hand over its last messages once it has returned. */
const CLOSE_GRACE_MS = 1000;

const TOO_LATE = 'the training ended before it';

export interface AttemptOptions {
  pool: ThreadPool;
  patience: Patience;
  /** Null for a job without one. */
  data: RunData | null;
  /** The saved state that it goes on from. */
  start?: TrainTask['start'];
  /** Where the thread writes the files of the job. */
  folder: string;
  store: (batch: Batch) => Promise<unknown>;
  onTotalSteps: (totalSteps: number) => void;
  /** Called every now and then with the steps done, and by how many threads. */
  onSteps: (steps: number, threads: number) => void;
  onOrigin: (origin: RunOrigin) => void;
  onPhase: (phase: RunPhase) => void;
  /** What was set of the training, before anything that follows from it is stored. */
  onSteered: (steered: Pick<Steering, 'step' | 'set' | 'by'>) => Promise<void>;
}

/**
 * One try at training a run in a thread, watched from outside.
 *
 * `ended` resolves, and never rejects, when the thread is gone and all that it sent is stored.
 */
export function startAttempt(job: TrainJob, options: AttemptOptions) {
  const { pool, patience, data, start, folder, store, onTotalSteps, onSteps, onOrigin, onPhase, onSteered } = options;
  const { port1: ours, port2: theirs } = new MessageChannel();
  const control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT));
  control.fill(1, CONTROL.threads, CONTROL.threadsUsed + 1);
  const killing = new AbortController();
  const storing = new Set<Promise<void>>();
  const asked = new Map<number, (answer: ThreadAnswer) => void>();
  let isOver = false;
  let reported: AttemptEnd | undefined;
  let refused: AttemptEnd | undefined;
  let killed: AttemptEnd | undefined;
  let whyStopped: EndReason | undefined;

  const watchdog = createWatchdog({
    patience,
    look() {
      noteTotalSteps();
      const steps = Atomics.load(control, CONTROL.steps);
      if (Atomics.load(control, CONTROL.totalSteps) > 0) onSteps(steps, Atomics.load(control, CONTROL.threadsUsed)); // else it is not training yet
      return { steps, stopping: whyStopped !== undefined };
    },
    onHang(message) {
      kill(
        whyStopped
          ? { state: stateAfter(whyStopped), reason: { ...whyStopped, message } }
          : failed('unresponsive', message),
      );
    },
  });

  function noteTotalSteps(): void {
    const total = Atomics.load(control, CONTROL.totalSteps);
    if (total > 0) onTotalSteps(total);
  }

  function kill(end: AttemptEnd): void {
    killed ??= end;
    killing.abort();
  }

  /** One that ends the run takes the place of one that lets it go on later. */
  function stop(reason: EndReason): void {
    if (!whyStopped || stateAfter(whyStopped) !== 'stopped') whyStopped = reason;
    Atomics.store(control, CONTROL.stop, stateAfter(whyStopped) === 'stopped' ? STOP.end : STOP.pause);
    Atomics.notify(control, CONTROL.stop);
  }

  /** So many threads may compute for the run from now on. */
  function allowThreads(count: number): void {
    Atomics.store(control, CONTROL.threads, count);
  }

  function storeBatch(batch: Batch): void {
    untilStored(store(batch), () => void Atomics.store(control, CONTROL.stored, batch.seq)); // in the order of their seq
  }

  function untilStored(work: Promise<unknown>, then: () => void): void {
    const stored = work.then(then, (error) => {
      refused ??= failed('error', `What the training thread logged could not be stored: ${messageOf(error)}`);
      stop(refused.reason as EndReason);
    });
    storing.add(stored);
    void stored.then(() => storing.delete(stored));
  }

  function takeAnswer(answer: ThreadAnswer): void {
    const pass = () => asked.get(answer.id)?.(answer);
    if ('set' in answer) untilStored(onSteered(answer), pass);
    else pass();
  }

  /** Resolves with the answer of the thread, which looks between its steps, or when it is gone. */
  async function ask<Request extends AskedOfThread>(request: Request): Promise<AnswerTo<Request>> {
    const id = Atomics.load(control, CONTROL.requests) + 1;
    if (isOver) return { id, refused: TOO_LATE };
    return new Promise<AnswerTo<Request>>((resolve) => {
      asked.set(id, resolve as (answer: ThreadAnswer) => void); // the thread answers in the kind of the request
      ours.postMessage({ ...request, id } satisfies ThreadRequest);
      Atomics.store(control, CONTROL.requests, id);
    }).finally(() => asked.delete(id));
  }

  ours.on('message', (message: ThreadMessage) => {
    watchdog.sawLife();
    if (message.type === 'batch') storeBatch(message.batch);
    else if (message.type === 'origin') onOrigin(message.origin);
    else if (message.type === 'data') data?.take(message.made);
    else if (message.type === 'phase') onPhase(message.phase);
    else if (message.type === 'answer') takeAnswer(message.answer);
    else reported = { state: message.state, reason: message.reason };
  });
  const closed = once(ours, 'close');

  async function run(): Promise<AttemptEnd> {
    const fault = await pool
      .run(
        { job, data: data?.supply ?? null, start, folder, port: theirs, control },
        { port: theirs, signal: killing.signal },
      )
      .then(() => undefined, faultOf);
    const late = setTimeout(() => ours.close(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(late);
    watchdog.close();
    noteTotalSteps(); // a short run is over before anybody looked
    await Promise.all(storing);
    isOver = true;
    for (const [id, resolve] of asked) resolve({ id, refused: TOO_LATE });
    const end =
      refused ?? reported ?? killed ?? fault ?? failed('error', 'The training thread ended without saying how.');
    if (!whyStopped || (end.state !== 'stopped' && end.state !== 'paused')) return end;
    return { state: stateAfter(whyStopped), reason: killed?.reason ?? whyStopped };
  }

  return { ended: run(), stop, ask, allowThreads };
}

/** What a run becomes that was stopped for a reason. */
export function stateAfter({ code }: EndReason): 'stopped' | 'paused' | 'queued' {
  if (code === 'paused') return 'paused';
  return code === 'server_stopped' ? 'queued' : 'stopped';
}

export type Attempt = ReturnType<typeof startAttempt>;

function faultOf(error: unknown): AttemptEnd {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failed('out_of_memory', 'The training thread used up its JavaScript heap.');
  const message = messageOf(error);
  const exit = /^worker exited with code: (\d+)$/.exec(message);
  return failed('error', exit ? `The training thread exited by itself, with code ${exit[1]}.` : message);
}

function failed(code: EndReason['code'], message: string): AttemptEnd {
  return { state: 'failed', reason: { code, message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
