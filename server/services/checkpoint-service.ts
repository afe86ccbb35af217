import type { Readable } from 'node:stream';
import type { Checkpoint, CheckpointList, KeptFor } from '../../shared/checkpoint.ts';
import type { CheckpointHead } from '../../shared/training/checkpoint-head.ts';
import { bestState, type Criterion, criterionOf, scoresOf } from '../../shared/training/checkpoint-score.ts';
import { checkpointFile, pinnedFile, runFolder, START_FILE } from '../../shared/training/run-files.ts';
import type { AnswerTo, CheckpointRequest } from '../../shared/training/thread-control.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { CheckpointCriteria } from './checkpoint-criteria.ts';
import { isWhole } from './checkpoint-digest.ts';
import { type CheckpointFile, checkpointFilesOf, checkpointHeadOf } from './checkpoint-files.ts';
import type { RunAccess } from './run-access.ts';

/** As many of the newest are kept without being pinned. */
const NEWEST = 2;

export interface CheckpointServiceOptions {
  access: RunAccess;
  blobs: BlobStore;
  criteria: CheckpointCriteria;
  /** Has the thread of a run save its state; undefined when none of this process trains it. */
  ask: (run: string, request: CheckpointRequest) => Promise<AnswerTo<CheckpointRequest> | undefined>;
}

type Headed = CheckpointFile & { head: CheckpointHead | undefined; scores: Record<string, number> };

/** The checkpoints of training runs, by run and step: a key is never taken from a request. */
export function createCheckpointService({ access, blobs, criteria, ask }: CheckpointServiceOptions) {
  /** @throws {AppError} `not_found` when there is none at that step */
  async function find(run: string, step: number): Promise<CheckpointFile> {
    const found = (await checkpointFilesOf(blobs, run)).find((each) => each.step === step);
    if (!found) throw missing(run, step);
    return found;
  }

  async function headed(file: CheckpointFile): Promise<Headed> {
    const head = await checkpointHeadOf(blobs, file.key);
    return { ...file, head, scores: scoresOf(head?.place ?? {}) };
  }

  async function describe(run: RunRecord): Promise<Omit<CheckpointList, 'bytes'>> {
    const files = await Promise.all((await checkpointFilesOf(blobs, run.id)).map(headed));
    const goals = await criteria(run);
    const newest = files.filter(({ isPinned }) => !isPinned).slice(0, NEWEST);
    const best = bestState(files, goals);
    const criterion = criterionOf(files, goals);
    return {
      checkpoints: files.map((each) => toCheckpoint(each, criterion, newest.includes(each), each === best)),
      criterion: criterion ?? null,
    };
  }

  /** @throws {AppError} `not_found` when it has just been removed */
  async function describeOne(run: RunRecord, step: number): Promise<Checkpoint> {
    const found = (await describe(run)).checkpoints.find((each) => each.step === step);
    if (!found) throw missing(run.id, step);
    return found;
  }

  return {
    /** Newest first. */
    async list(run: string): Promise<CheckpointList> {
      const described = await describe(await access.find(run));
      let bytes = 0;
      for await (const each of blobs.list(runFolder(run))) if (isState(run, each.key)) bytes += each.bytes;
      return { ...described, bytes };
    },

    /**
     * A checkpoint that was found whole just before it is sent.
     *
     * @throws {AppError} `not_found` when there is none at that step, `damaged` when it is not what was saved
     */
    async read(run: string, step: number): Promise<Readable> {
      await access.findState(run);
      const found = (await checkpointFilesOf(blobs, run)).find((each) => each.step === step);
      const key = found?.key ?? `${runFolder(run)}${checkpointFile(step)}`; // which may be a link, and is refused then
      const isIntact = await isWhole(blobs, key);
      const content = isIntact === undefined ? undefined : await blobs.get(key);
      if (!content) throw missing(run, step);
      if (isIntact) return content;
      content.destroy();
      throw damaged(run, step);
    },

    /** Keeps a checkpoint until it is deleted, or lets it go with the next ones. @throws {AppError} `not_found` */
    async pin(run: string, step: number, isPinned: boolean): Promise<Checkpoint> {
      const found = await access.find(run);
      const { key } = await find(run, step);
      const name = isPinned ? pinnedFile(step) : checkpointFile(step);
      const to = `${runFolder(run)}${name}`;
      if (key !== to && !(await blobs.rename(key, to))) throw missing(run, step);
      return describeOne(found, step);
    },

    /**
     * Deletes a checkpoint.
     *
     * @throws {AppError} `not_found`; `conflict` for the one that a run which has not ended would go on from
     */
    async remove(run: string, step: number): Promise<void> {
      const { state } = await access.findState(run);
      const files = await checkpointFilesOf(blobs, run);
      if (!files.some((each) => each.step === step)) throw missing(run, step);
      if (['queued', 'running', 'paused'].includes(state) && files[0]?.step === step)
        throw new AppError(
          'conflict',
          `Run "${run}" is ${state} and would go on from its checkpoint at step ${step}: stop it first, or delete an older one.`,
          { state },
        );
      for (const name of [checkpointFile(step), pinnedFile(step)]) await blobs.remove(`${runFolder(run)}${name}`);
    },

    /**
     * Has a running training save its state now; it is kept until it is deleted.
     *
     * @throws {AppError} `conflict` for a run that does not train here, or whose state was not saved
     */
    async save(run: string): Promise<Checkpoint> {
      const found = await access.find(run);
      const { state } = found;
      const answer = state === 'running' ? await ask(run, { type: 'checkpoint' }) : undefined;
      if (!answer)
        throw new AppError(
          'conflict',
          `Run "${run}" is ${state}, and trains in no thread of this server: nothing to save.`,
          {
            state,
          },
        );
      if ('refused' in answer)
        throw new AppError('conflict', `No checkpoint of run "${run}": ${answer.refused}.`, { state });
      return describeOne(found, answer.step);
    },
  };
}

/** Whether a blob of a run's folder is a saved state. */
const isState = (run: string, key: string) => key.endsWith('.lbck') || key === `${runFolder(run)}${START_FILE}`;

function toCheckpoint(
  { step, bytes, savedAt, isPinned, head, scores }: Headed,
  criterion: Criterion | undefined,
  isNewest: boolean,
  isBest: boolean,
): Checkpoint {
  const kept: [KeptFor, boolean][] = [
    ['newest', isNewest],
    ['best', isBest],
    ['pinned', isPinned],
  ];
  const value = criterion && scores[criterion.metric];
  return {
    step,
    bytes,
    savedAt: new Date(savedAt).toISOString(),
    kept: kept.flatMap(([why, holds]) => (holds ? [why] : [])),
    cause: head?.place.cause ?? null,
    score: criterion && value !== undefined ? { metric: criterion.metric, value } : null,
  };
}

function missing(run: string, step: number): AppError {
  return new AppError('not_found', `Run "${run}" has no checkpoint at step ${step}.`);
}

function damaged(run: string, step: number): AppError {
  return new AppError(
    'damaged',
    `The checkpoint of run "${run}" at step ${step} is damaged: its checksum does not fit its content.`,
  );
}

export type CheckpointService = ReturnType<typeof createCheckpointService>;
