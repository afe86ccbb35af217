import type { PatchPlace, Queue, Worker, WorkerList } from '../../shared/queue.ts';
import type { Run } from '../../shared/run.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import { estimateStarts, median } from './queue-estimates.ts';
import type { RunService } from './run-service.ts';
import { iso } from './run-view.ts';
import type { TrainingControl } from './training-control.ts';

/** Ended runs whose durations tell how long a waiting one will take. */
const EXAMPLES = 100;

/** What a worker does, as its runner knows it. */
export interface WorkerState {
  number: number;
  run: string;
  since: number;
  step: number | null;
  totalSteps: number | null;
  stepsPerSecond: number | null;
  threads: number;
}

export interface QueueServiceOptions {
  queue: RunQueue;
  meta: Pick<MetaStore, 'listRuns'>;
  runs: Pick<RunService, 'getMany'>;
  control: Pick<TrainingControl, 'findHere'>;
  bus: Bus;
  workers: {
    count(): number;
    most: number;
    busy(): WorkerState[];
    setCount(count: number): void;
  };
}

/** What trains, what waits and in which order, and how many runs are trained at once. */
export function createQueueService({ queue, meta, runs, control, bus, workers }: QueueServiceOptions) {
  async function list(): Promise<WorkerList> {
    const busy = new Map(workers.busy().map((each) => [each.number, each]));
    const known = new Map((await runs.getMany([...busy.values()].map(({ run }) => run))).map((run) => [run.id, run]));
    const numbers = new Set([...Array.from({ length: workers.count() }, (_, index) => index + 1), ...busy.keys()]);
    return {
      count: workers.count(),
      most: workers.most,
      waiting: (await queue.waiting()).length,
      workers: [...numbers]
        .sort((a, b) => a - b)
        .map((number) => toWorker(number, busy.get(number), known, number > workers.count())),
    };
  }

  /** How long a run takes by those that ended lately, step for step: of the same group, else of the project, else of all. */
  async function durations(): Promise<(run: Run) => number | null> {
    const { runs: ended } = await meta.listRuns({ state: 'finished', sort: 'endedAt', order: 'desc', limit: EXAMPLES });
    const typicalSteps = median(ended.flatMap(({ totalSteps }) => totalSteps ?? []));
    const of = (isLike: (each: RunRecord) => boolean) =>
      median(ended.flatMap((each) => (each.kind === 'training' && isLike(each) ? secondsAStepOf(each) : [])));
    return ({ project, group, progress }) => {
      const secondsAStep =
        (group === null ? null : of((each) => each.project === project && each.group === group)) ??
        of((each) => each.project === project) ??
        of(() => true);
      const steps = progress?.totalSteps ?? typicalSteps;
      return secondsAStep === null || steps === null ? null : secondsAStep * steps;
    };
  }

  async function read(): Promise<Queue> {
    const waiting = await runs.getMany(await queue.waiting());
    const lengthOf = await durations();
    const { workers: all } = await list();
    const busy = all.flatMap(({ run, secondsLeft }) => (run ? [secondsLeft] : []));
    const starts = estimateStarts(workers.count(), busy, waiting.map(lengthOf));
    return {
      waiting: waiting.map(({ id, name, project, group, priority, createdAt }, index) => ({
        ...{ id, name, project, group, priority, createdAt },
        secondsUntilStart: starts[index] ?? null,
      })),
    };
  }

  async function moved(): Promise<Queue> {
    for (const run of await queue.waiting()) await bus.publish({ type: 'run', run });
    await bus.publish({ type: 'queue' });
    return read();
  }

  return {
    read,
    list,

    /**
     * Gives a run that waits another priority, or a place before or after another one, whose priority it takes.
     *
     * @throws {AppError} `conflict` where it, or the other one, does not wait
     */
    async place(id: string, { priority, before, after }: PatchPlace): Promise<Queue> {
      await control.findHere(id);
      const other = before ?? after;
      if (other !== undefined) await control.findHere(other);
      const done =
        other === undefined
          ? await queue.prioritize(id, priority ?? 0)
          : await queue.move(id, before !== undefined ? 'before' : 'after', other);
      if (done) return moved();
      const pair = other === undefined ? `Run "${id}" does not wait` : `Runs "${id}" and "${other}" do not both wait`;
      throw new AppError('conflict', `${pair}: only runs in the queue have a place there.`, { id });
    },

    /** @throws {AppError} `invalid` for more than there may be */
    async setWorkers(count: number): Promise<WorkerList> {
      if (count > workers.most) {
        const message = `must be at most ${workers.most}, as many as this server was started for`;
        throw new AppError('invalid', `body /count ${message}.`, {
          in: 'body',
          fields: [{ path: '/count', message, value: count }],
        });
      }
      workers.setCount(count);
      await bus.publish({ type: 'queue' });
      return list();
    },
  };
}

export type QueueService = ReturnType<typeof createQueueService>;

/** Of a run that was trained in one go. */
function secondsAStepOf({ startedAt, endedAt, attempt, totalSteps }: RunRecord): number | [] {
  if (startedAt === null || endedAt === null || attempt !== 1 || !totalSteps) return [];
  return (endedAt - startedAt) / 1000 / totalSteps;
}

function toWorker(
  number: number,
  state: WorkerState | undefined,
  known: ReadonlyMap<string, Run>,
  isLeaving: boolean,
): Worker {
  const run = state && known.get(state.run);
  if (!run) {
    const nothing = { run: null, phase: null, step: null, totalSteps: null, stepsPerSecond: null, secondsLeft: null };
    return { number, ...nothing, since: null, threads: 1, canPause: false, isLeaving };
  }
  const { step, totalSteps, stepsPerSecond, since, threads } = state;
  const isKnown = step !== null && totalSteps !== null && stepsPerSecond !== null && stepsPerSecond > 0;
  return {
    number,
    run: { id: run.id, name: run.name, project: run.project, group: run.group },
    phase: run.phase,
    ...{ step, totalSteps, stepsPerSecond },
    secondsLeft: isKnown ? Math.max(0, totalSteps - step) / stepsPerSecond : null,
    since: iso(since),
    threads,
    canPause: run.kind === 'training' || (run.process?.continues ?? false),
    isLeaving,
  };
}
