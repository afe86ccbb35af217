import { setTimeout as sleep } from 'node:timers/promises';
import { runFolder, START_FILE } from '../../shared/training/run-files.ts';
import type { StartMode } from '../../shared/training/run-start.ts';
import { AppError } from '../errors.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { MetricEditor } from '../ports/metric-editor.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import { isWhole } from './checkpoint-digest.ts';
import { type CheckpointFile, checkpointFilesOf } from './checkpoint-files.ts';

/** A run that is being truncated since before the server's start is waited for this long. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 500;

/** Where an attempt begins: after a step, which is 0 for the start, with the state of a file where there is one. */
export interface Beginning {
  step: number;
  start?: { file: string; mode: StartMode };
}

export interface ContinuationOptions {
  metrics: Pick<MetricReader, 'activity'> & Pick<MetricEditor, 'truncateAfter'>;
  blobs: LocalBlobs;
  bus: Bus;
}

/**
 * Finds where an attempt at a run begins, and removes what the attempts before it left after that step: points, marks
 * and checkpoints. So the curve stays one line.
 */
export function createContinuation({ metrics, blobs, bus }: ContinuationOptions) {
  /**
   * The newest checkpoint that is whole and not ahead of the stored points: those between would be missing. Those
   * before it in the list are removed, since the run may come to other states there.
   */
  async function newest(run: string, lastStep: number): Promise<CheckpointFile | undefined> {
    for (const file of await checkpointFilesOf(blobs, run)) {
      if (file.step <= lastStep && (await isWhole(blobs, file.key))) return file;
      await blobs.remove(file.key);
    }
    return undefined;
  }

  async function truncate(run: string, step: number): Promise<void> {
    for (let waited = 0; ; waited += LOOK_MS) {
      try {
        await metrics.truncateAfter(run, step);
        break;
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'overloaded') || waited > PATIENCE_MS) throw error;
        await sleep(LOOK_MS);
      }
    }
    await bus.publish({ type: 'edited', run });
  }

  /** Where a run begins that has no checkpoint of its own: at the state of another run, or at its start. */
  function firstBeginning({ id, start }: RunRecord): Beginning {
    if (!start) return { step: 0 };
    const file = blobs.pathOf(`${runFolder(id)}${START_FILE}`);
    if (start.mode === 'warm') return { step: 0, start: { file, mode: 'warm' } };
    return { step: start.step, start: { file, mode: 'fork' } };
  }

  /** For a run that has just been claimed, so that nothing else is written to it. */
  return async (run: RunRecord): Promise<Beginning> => {
    const first = firstBeginning(run);
    if (run.attempt <= 1) return first;
    await blobs.removeUnfinished(runFolder(run.id)); // a thread may have been ended while it saved its state
    const lastStep = (await metrics.activity([run.id])).get(run.id)?.maxStep ?? null;
    const found = await newest(run.id, lastStep ?? -1);
    if (!found) {
      if (lastStep !== null) await truncate(run.id, first.start?.mode === 'fork' ? first.step : -1);
      return first;
    }
    const { step, key } = found;
    if (lastStep !== step) await truncate(run.id, step);
    return { step, start: { file: blobs.pathOf(key), mode: 'resume' } };
  };
}

export type Continuation = ReturnType<typeof createContinuation>;
