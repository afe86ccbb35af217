import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { EndReason } from '../../shared/run.ts';
import type { CheckpointPlace } from '../../shared/training/checkpoint-head.ts';
import { completeJob, isSurfaceJob, type Job } from '../../shared/training/job.ts';
import { TENSOR_BUDGET_BYTES } from '../../shared/training/memory.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import { BOUNDARY_FILE } from '../../shared/training/run-files.ts';
import type { StartMode } from '../../shared/training/run-start.ts';
import { CONTROL, STOP } from '../../shared/training/thread-control.ts';
import { BudgetError } from '../engine/errors.ts';
import { Engine } from '../engine/tensor.ts';
import { kernelsNamed } from '../kernel-loading/load-kernels.ts';
import { hostKernelThreads, type KernelThreads } from '../kernel-threads/host-threads.ts';
import { descend } from '../surfaces/descend.ts';
import { createBoundaryFile } from '../training/boundary-file.ts';
import { type Checkpoint, readCheckpoint, type TrainingStart } from '../training/checkpoint.ts';
import { createCheckpointFiles } from '../training/checkpoint-files.ts';
import { createPathFiles } from '../training/path-files.ts';
import { createPhaseReporter, reportLoading } from '../training/phase-reporter.ts';
import { Recorder } from '../training/recorder.ts';
import { createRunFiles } from '../training/run-files.ts';
import { type LoopOptions, type Outcome, trainModel } from '../training/trainer.ts';
import { loadData } from './load-data.ts';
import { differencesOf, expectSameData, expectSameOrigin, originOf } from './origin.ts';
import { createRequestPort } from './request-port.ts';
import type { ThreadMessage, TrainTask } from './task.ts';

/** A thread that may hold more than this, in its heap and of tensors, gives it back by ending. */
const KEPT_BYTES = 2 ** 27;

/** Of tensors of all runs of this thread: nothing hurries V8 to collect memory that threads can share. */
let tensorBytes = 0;

/**
 * The thread's entry point: turns a task into a call of `trainModel` or `descend`, and its outcome into one `ended` message,
 * always the last. The thread ends with a run that went wrong, or once its runs have used much memory, and else takes another task.
 */
export default async function train({ job, data, folder, start, kernels, port, control }: TrainTask): Promise<void> {
  const { run, writer, attempt, repeats } = job;
  const lastStep = repeats?.lastStep ?? Number.POSITIVE_INFINITY;
  let done = 0;
  let threads: KernelThreads | undefined;
  // a run that was queued before an update lacks the settings that came with it
  const config = completeJob(job.config);
  const send = (message: ThreadMessage) => port.postMessage(message);
  const recorder = new Recorder({ writer, attempt, send: (batch) => send({ type: 'batch', batch }) });
  const reportPhase = createPhaseReporter({ send: (phase) => send({ type: 'phase', phase }) });
  const loop: LoopOptions = {
    recorder,
    shouldStop: () => STOPPING[Atomics.load(control, CONTROL.stop)] || done >= lastStep,
    onStep(step, totalSteps) {
      done = step;
      Atomics.store(control, CONTROL.steps, step);
      if (Atomics.load(control, CONTROL.totalSteps) !== totalSteps)
        Atomics.store(control, CONTROL.totalSteps, totalSteps);
      Atomics.store(control, CONTROL.threadsUsed, threads?.count() ?? 1);
    },
    steering: job.steering ?? [],
    requests: createRequestPort(port, control),
  };
  const warn = (text: string) => recorder.log(text, 'warn');

  /** What the training begins with and where it saves its states, once it is known what its numbers come from. */
  function continuing(origin: RunOrigin): Pick<LoopOptions, 'start' | 'saveCheckpoint'> {
    const { dataDigest, kernels } = origin;
    const from = start && startOf(readCheckpoint(start.file), start.mode, origin);
    if (from) expectSameKind(from.checkpoint.place, config);
    if (from?.mode === 'resume') expectSameOrigin(from.checkpoint.place, origin, warn);
    send({ type: 'origin', origin });
    if (repeats) expectSameData(repeats, origin);
    const save = createCheckpointFiles(folder, {
      storedSeq: () => Atomics.load(control, CONTROL.stored),
      ...(job.criteria && { criteria: job.criteria }),
    });
    return {
      ...(from && { start: from }),
      saveCheckpoint: ({ place, ...rest }) =>
        save({ place: { ...place, run, seq: recorder.seq, dataDigest, kernels }, ...rest }),
    };
  }

  const outcome = await outcomeOf(async () => {
    if (isSurfaceJob(config)) return descend(config, { ...loop, ...continuing(originOf(null, SURFACE_KERNELS)) });
    if (!data) throw new RangeError('a network needs a dataset, and the task names none');
    const prepared = await loadData(data, config, {
      progress: reportLoading(reportPhase),
      made: (made) => send({ type: 'data', made }),
    });
    const set = repeats ? kernelsNamed(repeats.kernels, kernels) : kernels;
    const hosted = hostKernelThreads(set, TENSOR_BUDGET_BYTES, {
      isAllowed: () => Atomics.load(control, CONTROL.threads) > 1,
      onProblem: (reason) => warn(`${reason}; one thread computes on, with the same numbers`),
    });
    threads = hosted.threads;
    const engine = new Engine(hosted.host);
    const { saveGraph, saveEvaluation } = createRunFiles(folder, warn);
    const outcome = trainModel(config, prepared.splits, {
      ...loop,
      ...continuing(originOf(prepared, engine.kernels.name)),
      engine,
      reportPhase,
      ...(start?.mode !== 'resume' && { saveGraph }), // that of the first step is there
      saveEvaluation,
      boundaryFile: createBoundaryFile(join(folder, BOUNDARY_FILE), warn),
      pathFiles: createPathFiles(folder, { run, config }, warn),
    });
    tensorBytes += engine.arena.usage.peakBytes;
    return outcome;
  });
  threads?.end();
  const reason = 'reason' in outcome ? outcome.reason : null;
  if (reason) recorder.log(reason.message, 'error');
  recorder.flush();
  const stopped =
    done >= lastStep ? { ...STOPPED, message: `Stopped after step ${lastStep}, as run ${repeats?.run} was.` } : STOPPED;
  send({ type: 'ended', state: outcome.state, reason: outcome.state === 'stopped' ? stopped : reason });
  port.close();
  const isClean = reason === null || reason.code === 'diverged';
  if (!isClean || tensorBytes + getHeapStatistics().total_heap_size > KEPT_BYTES) process.exit();
}

/** @throws {RangeError} when a network is to begin with a point on a surface, or the other way round */
function expectSameKind(place: CheckpointPlace, config: Job): void {
  if (isSurfaceJob(place.config) === isSurfaceJob(config)) return;
  const [saved, needed] = isSurfaceJob(config) ? ['a network', 'a point'] : ['a point', 'a network'];
  throw new RangeError(`the state of run ${place.run} is that of ${saved}, and ${needed} cannot begin with it`);
}

/** What a training begins with; of another run's state on other data the gradients mean nothing. */
function startOf(checkpoint: Checkpoint, mode: StartMode, origin: RunOrigin): TrainingStart {
  if (mode === 'resume') return { checkpoint, mode };
  const { gradients, ...state } = checkpoint.state;
  const isSameData = checkpoint.place.dataDigest === origin.dataDigest;
  return {
    checkpoint: isSameData ? checkpoint : { ...checkpoint, state },
    mode,
    warnings: differencesOf(checkpoint.place, origin),
  };
}

/** As surfaces name theirs. */
const SURFACE_KERNELS = 'reference';

const STOPPED: EndReason = { code: 'stopped_by_user', message: 'Stopped on request.' };

const STOPPING: Record<number, boolean | 'pause'> = { [STOP.no]: false, [STOP.end]: true, [STOP.pause]: 'pause' };

async function outcomeOf(training: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await training();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { state: 'failed', reason: { code: isOutOfMemory(error) ? 'out_of_memory' : 'error', message } };
  }
}

/** The engine's own budget, or a typed array or WASM memory that the system did not give. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof BudgetError || (error instanceof RangeError && /allocation|allocate memory/i.test(error.message))
  );
}
