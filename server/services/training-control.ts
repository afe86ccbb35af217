import { type EndReason, isRunHere, type Run } from '../../shared/run.ts';
import { isScriptJob } from '../../shared/scripts/script-job.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import type { RunAccess } from './run-access.ts';
import type { RunService } from './run-service.ts';

export interface TrainingControlOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'transition'>;
  queue: RunQueue;
  runs: Pick<RunService, 'get'>;
  bus: Bus;
  scripts: Pick<ScriptRegistry, 'continuing'>;
  now: () => number;
  /** Has what waits looked at. */
  wake: () => void;
}

const PAUSED: EndReason = { code: 'paused', message: 'Paused by the user.' };

/** What can be asked of a training while it goes on, and afterwards: to rest, and to go on. */
export function createTrainingControl({ access, meta, queue, runs, bus, scripts, now, wake }: TrainingControlOptions) {
  /** @throws {AppError} `conflict` for a run that goes on elsewhere */
  async function findHere(id: string): Promise<RunRecord> {
    const found = await access.find(id);
    if (isRunHere(found.kind)) return found;
    throw new AppError('conflict', `Run "${id}" is trained elsewhere: its script alone can do that.`, { id });
  }

  /** @throws {AppError} `conflict` for a run that the engine does not train */
  async function findTraining(id: string): Promise<RunRecord> {
    const found = await findHere(id);
    if (found.kind === 'training') return found;
    throw new AppError(
      'conflict',
      `Run "${id}" is that of a script, which decides itself how it trains: launch it again.`,
      {
        id,
      },
    );
  }

  /** @throws {AppError} `conflict` for a script that began and cannot go on where it was */
  function expectContinues({ id, job, attempt }: RunRecord): void {
    if (attempt === 0 || !job || !isScriptJob(job) || scripts.continuing().includes(job.script.name)) return;
    throw new AppError(
      'conflict',
      `Script "${job.script.name}" is not registered as one that continues: run "${id}" can only be launched again.`,
      { id },
    );
  }

  /** A run that enters or leaves the queue moves those behind it. */
  async function queueMoved(id: string): Promise<Run> {
    for (const each of new Set([id, ...(await queue.waiting())])) await bus.publish({ type: 'run', run: each });
    return runs.get(id);
  }

  return {
    findHere,
    findTraining,

    /**
     * A training saves its state and leaves its thread to others within a step; one that waits leaves the queue. One that
     * is paused stays so.
     *
     * @throws {AppError} `conflict` for a run that has ended
     */
    async pause(id: string): Promise<Run> {
      const found = await findHere(id);
      const { state } = found;
      if (state === 'paused') return runs.get(id);
      expectContinues(found);
      const left = await meta.transition(id, ['queued'], 'paused', { at: now(), reason: PAUSED });
      if (!left && !(await queue.askStop(id, PAUSED)))
        throw new AppError('conflict', `Run "${id}" is ${state}: only one that waits or trains can be paused.`, {
          state,
        });
      return queueMoved(id);
    },

    /**
     * Queues a run that is paused, or that ended other than by finishing, to go on from its newest checkpoint. One that
     * waits or trains stays as it is.
     *
     * @throws {AppError} `conflict` for a run that finished
     */
    async resume(id: string): Promise<Run> {
      const found = await findHere(id);
      const { state } = found;
      expectContinues(found);
      if (!(await queue.requeue(id)) && state === 'finished')
        throw new AppError('conflict', `Run "${id}" is finished: fork it to train on from its end.`, { state });
      wake();
      return queueMoved(id);
    },
  };
}

export type TrainingControl = ReturnType<typeof createTrainingControl>;
