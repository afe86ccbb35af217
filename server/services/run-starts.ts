import type { Readable } from 'node:stream';
import type { RunStart } from '../../shared/run.ts';
import type { CheckpointHead } from '../../shared/training/checkpoint-head.ts';
import { isSurfaceJob, type Job } from '../../shared/training/job.ts';
import type { LaunchFrom } from '../../shared/training/run-start.ts';
import { stepsOfJob } from '../../shared/training/steps.ts';
import { surfaceShape } from '../../shared/training/surface-shape.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import { isWhole } from './checkpoint-digest.ts';
import { type CheckpointFile, checkpointFilesOf, checkpointHeadOf } from './checkpoint-files.ts';
import type { RunAccess } from './run-access.ts';

/** A saved state that a run can begin with. */
export interface FoundStart {
  start: RunStart;
  parent: RunRecord;
  head: CheckpointHead;
  key: string;
}

/** Finds saved states of runs for others to begin with. */
export function createRunStarts({ access, blobs }: { access: RunAccess; blobs: BlobStore }) {
  /** @throws {AppError} `conflict` for a run without checkpoints, `not_found` for a step without one */
  async function candidates(parent: RunRecord, step: number | undefined): Promise<CheckpointFile[]> {
    const { id } = parent;
    if (parent.kind !== 'training')
      throw new AppError('conflict', `Run "${id}" is not trained here: there are no states of it to begin with.`, {
        id,
      });
    const files = await checkpointFilesOf(blobs, id);
    if (step === undefined && files.length > 0) return files;
    const found = files.filter((each) => each.step === step);
    if (found.length > 0) return found;
    const steps = files.map((each) => each.step).join(', ');
    if (files.length > 0)
      throw new AppError('not_found', `Run "${id}" has no checkpoint at step ${step}: there are ${steps}.`, { id });
    throw new AppError('conflict', `Run "${id}" has no checkpoint to begin with.`, { id });
  }

  return {
    /**
     * The state that is asked for; without a step the newest that is whole.
     *
     * @throws {AppError} `not_found`, `in_trash`, `conflict` or `damaged`, saying why there is none
     */
    async find({ run, step, mode = 'resume' }: LaunchFrom): Promise<FoundStart> {
      const parent = await access.find(run);
      const files = await candidates(parent, step);
      for (const file of files) {
        if (!(await isWhole(blobs, file.key))) continue;
        const head = await checkpointHeadOf(blobs, file.key);
        if (head) return { start: { run, step: file.step, mode }, parent, head, key: file.key };
      }
      const steps = files.map((each) => each.step).join(', ');
      throw new AppError('damaged', `No checkpoint of run "${run}" can be read; those at step ${steps} are damaged.`);
    },

    /** The content of a state. @throws {AppError} `conflict` when it was removed meanwhile */
    async read({ key, start }: FoundStart): Promise<Readable> {
      const content = await blobs.get(key);
      if (content) return content;
      throw new AppError(
        'conflict',
        `The checkpoint of run "${start.run}" at step ${start.step} was just removed: try a newer one.`,
      );
    },
  };
}

/**
 * Refuses a job that cannot begin with a state.
 *
 * @throws {AppError} `invalid` naming the setting
 */
export function expectFits(job: Job, { start, head }: FoundStart): void {
  expectSameKind(job, head);
  if (start.mode === 'warm') return;
  const total = stepsOfJob(job, head.place);
  if (total === null || total > start.step) return;
  const steps = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'step' : 'steps'}`;
  throw unfit('/length', `must be longer than ${steps(start.step)}, where the fork begins; it is ${steps(total)}`);
}

/** A network begins with the state of a network, a point with one of as many coordinates. */
function expectSameKind(job: Job, { place, blocks }: CheckpointHead): void {
  const isPoint = isSurfaceJob(place.config);
  if (!isSurfaceJob(job)) {
    if (isPoint) throw unfit('/network', 'cannot begin with the state of a point on a surface');
    return;
  }
  if (!isPoint) throw unfit('/surface', 'cannot begin with the state of a network');
  const { length } = surfaceShape(job.surface).variables;
  const saved = blocks.find(({ owner }) => owner === 'parameters')?.length;
  if (saved !== length)
    throw unfit('/surface', `must be of ${saved} coordinates, as the point that it begins with is; it is of ${length}`);
}

function unfit(path: string, message: string): AppError {
  return new AppError('invalid', `body ${path} ${message}.`, { in: 'body', fields: [{ path, message }] });
}

export type RunStarts = ReturnType<typeof createRunStarts>;
