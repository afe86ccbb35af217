import { randomUUID } from 'node:crypto';
import type { EndReason } from '../../shared/run.ts';
import { isScriptJob } from '../../shared/scripts/script-job.ts';
import type { Criterion } from '../../shared/training/checkpoint-score.ts';
import { isSurfaceJob, type Job } from '../../shared/training/job.ts';
import { runFolder } from '../../shared/training/run-files.ts';
import type { AnswerTo, AskedOfThread } from '../../shared/training/thread-control.ts';
import type { TrainJob } from '../../shared/training/train-job.ts';
import type { RunData } from '../../worker/data/supply.ts';
import type { RunPatch, RunRecord } from '../ports/meta-store.ts';
import type { AttemptEnd, Claim } from '../ports/run-queue.ts';
import { type Attempt, startAttempt, stateAfter } from './attempt.ts';
import { shareCores } from './cores.ts';
import type { RunnerOptions } from './runner-options.ts';
import { createWork, shownWork, type Work } from './work.ts';

/** Longer than anything keeps the main thread busy, so that only an agent that is gone loses its runs. */
const LEASE_MS = 120_000;
const RENEW_EVERY_MS = 5000;

/** A claimed run, from its claim until its end is stored. */
interface Training extends Work {
  claim: Claim;
  attempt?: Pick<Attempt, 'ended' | 'stop'> & Partial<Pick<Attempt, 'ask' | 'allowThreads'>>;
  stop?: EndReason;
  /** Aborted once it is to stop. */
  stopping: AbortController;
  /** How it ended, while that could not be written. */
  unwritten?: AttemptEnd;
  ended: Promise<void>;
}

/**
 * Trains queued runs, in threads or by their scripts, while workers are free, next first, and holds the lease of each while it trains.
 *
 * The queue is in the store: this remembers only what is in a thread just now, so a killed server
 * forgets nothing, and a sweep of the queue finds what it held.
 */
export function createRunner(options: RunnerOptions) {
  const { agent, meta, queue, bus, phases, pool, blobs, scripts, patience, openData, criteria, store, onError } =
    options;
  const { unwrittenEnds, continueFrom, now = Date.now, leaseMs = LEASE_MS, renewEveryMs = RENEW_EVERY_MS } = options;
  const trainings = new Map<string, Training>();
  let { threads } = options;
  let claiming: Promise<void> | undefined;
  let wokenAgain = false;
  let claimFailed = false;
  let closing = false;

  const renewing = setInterval(() => {
    for (const training of trainings.values()) void renew(training);
  }, renewEveryMs);

  /** A change of a run may be the wish to stop it, so its lease is renewed at once. */
  const unsubscribe = bus.subscribe((change) => {
    const training = change.type === 'run' && trainings.get(change.run);
    if (training) void renew(training);
  });

  /** One claimer at a time: being woken while it works makes it look once more. */
  function wake(): void {
    wokenAgain = true;
    claiming ??= claimAll()
      .catch((error) => {
        if (!claimFailed) onError(error);
        claimFailed = true;
      })
      .finally(() => {
        claiming = undefined;
        if (wokenAgain && !closing) wake();
      });
  }

  async function claimAll(): Promise<void> {
    wokenAgain = false;
    let claimed = 0;
    while (!closing && trainings.size < threads) {
      const claim = await queue.claim(agent, leaseMs, scripts.full(runningScripts()));
      claimFailed = false;
      if (!claim) break;
      claimed += 1;
      begin(claim);
      await changed(claim.run.id);
    }
    if (claimed > 0) for (const id of await queue.waiting()) await changed(id); // each moved up
  }

  function begin(claim: Claim): void {
    const { id } = claim.run;
    const former = trainings.get(id)?.ended; // whose lease was lost; its thread may not be gone yet
    const work = createWork(claim.run, [...trainings.values()], now());
    const training: Training = { claim, ...work, stopping: new AbortController(), ended: Promise.resolve() };
    trainings.set(id, training);
    shareCores(trainings.values(), options);
    phases.set(id, { name: 'starting', done: null, total: null });
    training.ended = (former ?? Promise.resolve())
      .then(() => train(training))
      .catch((error): AttemptEnd => ({ state: 'failed', reason: { code: 'error', message: messageOf(error) } }))
      .then((end) => settle(training, { ...end, at: now() }))
      .catch((error) => onError(error))
      .finally(() => {
        if (!closing) wake();
      });
  }

  /** Writes how a run ended. Where that fails, on a full disk, the run stays in training here, for `retry`. */
  async function settle(training: Training, end: AttemptEnd): Promise<void> {
    training.unwritten = end;
    phases.end(training.claim.run.id);
    try {
      await queue.end(training.claim, end);
      delete training.unwritten;
      if (trainings.get(training.claim.run.id) === training) trainings.delete(training.claim.run.id);
      shareCores(trainings.values(), options);
    } finally {
      keepUnwritten();
    }
    await changed(training.claim.run.id);
  }

  /** Keeps what could not be written of how runs ended, should this process end before it can. */
  function keepUnwritten(): void {
    const ends = [...trainings.values()].flatMap(({ claim: { run }, unwritten }) =>
      unwritten ? [{ run: run.id, attempt: run.attempt, ...unwritten }] : [],
    );
    try {
      unwrittenEnds.write(ends);
    } catch (error) {
      onError(error); // the next start finds the runs without their reasons
    }
  }

  /** Whether all that ended is written. */
  async function settleAll(): Promise<boolean> {
    const unwritten = [...trainings.values()].filter((each) => each.unwritten);
    const written = unwritten.map((each) =>
      settle(each, each.unwritten as AttemptEnd).then(
        () => true,
        () => false, // reported when it failed first
      ),
    );
    return (await Promise.all(written)).every((each) => each);
  }

  const runningScripts = () =>
    [...trainings.values()].flatMap(({ claim: { run } }) =>
      run.job && isScriptJob(run.job) ? [run.job.script.name] : [],
    );

  async function runScript(training: Training): Promise<AttemptEnd> {
    const { claim, pace } = training;
    await queue.begin(claim, (await options.lastStep(claim.run.id)) ?? 0);
    phases.end(claim.run.id);
    if (training.stop) return endOf(training.stop);
    training.attempt = await scripts.start(claim.run, { onSteps: pace.note });
    if (training.stop) training.attempt.stop(training.stop);
    return training.attempt.ended;
  }

  async function train(training: Training): Promise<AttemptEnd> {
    const { run } = training.claim;
    if (run.kind === 'script') return runScript(training);
    const job = jobOf(run, await criteria(run));
    const data = isSurfaceJob(job.config) ? null : await openData(job.config, training.stopping.signal);
    try {
      return await trainOn(data, job, training);
    } finally {
      data?.release();
    }
  }

  async function trainOn(data: RunData | null, job: TrainJob, training: Training): Promise<AttemptEnd> {
    const { run } = training.claim;
    if (training.stop) return endOf(training.stop);
    const { step, start } = await continueFrom(run);
    await queue.begin(training.claim, step);
    if (training.stop) return endOf(training.stop);
    let { steering } = run;
    training.attempt = startAttempt(job, {
      pool,
      patience,
      data,
      start,
      folder: blobs.pathOf(job.files),
      store: (batch) => store(run.id, batch),
      onTotalSteps(known) {
        if (known === training.totalSteps) return;
        training.totalSteps = known;
        update(run.id, { totalSteps: known });
      },
      onSteps(steps, threads) {
        training.pace.note(steps);
        training.threads = threads;
      },
      onOrigin: (origin) => update(run.id, { origin }),
      onPhase(phase) {
        phases.set(run.id, phase);
        void bus.publish({ type: 'progress', run: run.id });
      },
      async onSteered({ step, set, by }) {
        steering = [...steering, { step, set, by, at: now() }];
        await meta.updateRun(run.id, { steering });
        void changed(run.id);
      },
    });
    shareCores(trainings.values(), options);
    return training.attempt.ended;
  }

  function update(run: string, patch: RunPatch): void {
    void meta
      .updateRun(run, patch)
      .then(() => changed(run))
      .catch(onError);
  }

  async function renew(training: Training): Promise<void> {
    try {
      const renewed = await queue.renew(training.claim, leaseMs);
      if (renewed === 'lost') stop(training, { code: 'heartbeat_lost', message: 'The lease of the run has expired.' });
      else if (renewed.stopAsked) stop(training, renewed.stopAsked);
    } catch (error) {
      onError(error); // it is tried again before the lease expires
    }
  }

  /** Asks the thread to stop within its step, or the script to end. One that ends the run takes the place of one that lets it go on later. */
  function stop(training: Training, reason: EndReason): void {
    if (!training.stop || stateAfter(training.stop) !== 'stopped') training.stop = reason;
    training.stopping.abort();
    training.attempt?.stop(reason);
  }

  const changed = (run: string) => bus.publish({ type: 'run', run });

  return {
    /** Claims what waits, now and whenever a thread becomes free. */
    wake,

    /** What each worker does that is not free. */
    busy: () => [...trainings].map(([run, work]) => ({ run, ...shownWork(work) })),

    threads: () => threads,

    /** So many runs are trained at once from now on; those that train go on to their ends. */
    setThreads(count: number): void {
      threads = count;
      if (!closing) wake();
    },

    /** Asks something of a training between two steps; undefined when this process does not train the run. */
    async ask<Request extends AskedOfThread>(run: string, request: Request): Promise<AnswerTo<Request> | undefined> {
      return trainings.get(run)?.attempt?.ask?.(request);
    },

    /** Writes ends that a former process of this agent could not write: for its start, before what it held is given up. */
    async endFormer(): Promise<void> {
      for (const { run: id, ...end } of unwrittenEnds.read()) {
        const run = await meta.getRun(id);
        if (run?.attempt === end.attempt && (await queue.end({ run, agent }, end))) await changed(id);
      }
      unwrittenEnds.write([]);
    },

    /** Writes ends that could not be written, and claims what has become ready since; false where some still cannot. */
    async retry(): Promise<boolean> {
      const isSettled = await settleAll();
      if (isSettled && !closing && trainings.size < threads) wake();
      return isSettled;
    },

    /** Claims no more, asks all threads to save their state and end, and resolves when each run is queued again, or cannot be. */
    async close(): Promise<void> {
      closing = true;
      await claiming;
      const reason = { code: 'server_stopped', message: 'The server was shut down.' } as const;
      const open = [...trainings.values()];
      for (const training of open) stop(training, reason);
      await Promise.all(open.map(({ ended }) => ended));
      await settleAll();
      clearInterval(renewing);
      unsubscribe();
      await pool.close();
    },
  };
}

const endOf = (reason: EndReason): AttemptEnd => ({ state: stateAfter(reason), reason });

export type Runner = ReturnType<typeof createRunner>;

function jobOf({ id, attempt, job, steering, reproduces }: RunRecord, criteria: Criterion[]): TrainJob {
  const writer = `thread-${randomUUID()}`;
  const repeats = reproduces === null ? {} : { repeats: reproduces };
  return { run: id, attempt, writer, config: job as Job, steering, criteria, ...repeats, files: runFolder(id) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
