import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointFile, checkpointStep, isPinnedFile, pinnedFile } from '../../shared/training/run-files.ts';
import { type Checkpoint, readHead, writeCheckpoint } from './checkpoint.ts';
import type { Saved } from './requests.ts';

/** The newest is the one to go on from; the one before it is there should the newest be damaged. */
const KEPT = 2;

/**
 * Saves checkpoints of one run into its folder and removes all but the newest two and the one with the best score.
 * Where the points up to neither of the newest are stored yet, the newest one stays besides that has its points stored:
 * after a crash the run goes on from it. What somebody asked for is saved pinned, and what is pinned stays.
 * A failure is returned, not thrown.
 *
 * `storedSeq` is the number of the last batch that is known to be stored.
 */
export function createCheckpointFiles(folder: string, storedSeq: () => number = () => 0) {
  /** By the step of a checkpoint of this attempt, the batch that its last points are in. */
  const lastBatches = new Map<number, number>();
  const isStored = (step: number) => (lastBatches.get(step) ?? 0) <= storedSeq();
  /** Scores by step, those of former attempts as their files have them. */
  const scores = new Map<number, number>();

  function scoreOf(step: number): number {
    const known = scores.get(step) ?? savedScore(join(folder, checkpointFile(step)));
    scores.set(step, known);
    return known;
  }

  /** Of several that are as good, the earliest. */
  function best(steps: readonly number[]): number | undefined {
    const scored = steps.filter((step) => scoreOf(step) < Infinity).reverse();
    return scored.sort((a, b) => scoreOf(a) - scoreOf(b))[0];
  }

  function removeOld(): void {
    const steps = stepsIn(folder);
    const kept = new Set([...steps.slice(0, KEPT), best(steps), steps.find(isStored)]);
    for (const step of steps.filter((each) => !kept.has(each))) {
      rmSync(join(folder, checkpointFile(step)), { force: true }); // it may have been pinned or deleted just now
      lastBatches.delete(step);
      scores.delete(step);
    }
  }

  return (checkpoint: Checkpoint): Saved => {
    try {
      const { step, seq, cause, score } = checkpoint.place;
      const file = cause === 'asked' ? pinnedFile(step) : checkpointFile(step);
      const saved = writeCheckpoint(join(folder, file), checkpoint);
      lastBatches.set(step, seq + 1); // what a step records is sent after its checkpoint
      scores.set(step, score?.value ?? Infinity);
      removeOld();
      return saved;
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** The score in a file; infinite where there is none, or no such file any more. */
function savedScore(file: string): number {
  try {
    return readHead(file)?.place.score?.value ?? Infinity;
  } catch {
    return Infinity; // it was pinned or deleted just now
  }
}

/** Steps of the checkpoints in a folder that are not pinned, newest first. */
function stepsIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => (isPinnedFile(name) ? [] : (checkpointStep(name) ?? [])))
    .sort((a, b) => b - a);
}
