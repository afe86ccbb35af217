import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bestState, type Criterion, scoresOf, USUAL_CRITERIA } from '../../shared/training/checkpoint-score.ts';
import { checkpointFile, checkpointStep, isPinnedFile, pinnedFile } from '../../shared/training/run-files.ts';
import { type Checkpoint, readHead, writeCheckpoint } from './checkpoint.ts';
import type { Saved } from './requests.ts';

/** The newest is the one to go on from; the one before it is there should the newest be damaged. */
const KEPT = 2;

export interface CheckpointFilesOptions {
  /** The number of the last batch that is known to be stored. */
  storedSeq?: () => number;
  /** By the first that states are evaluated by the best one is kept. */
  criteria?: readonly Criterion[];
}

/**
 * Saves checkpoints of one run into its folder and removes all but the newest two and the best one.
 * Where the points up to neither of the newest are stored yet, the newest one stays besides that has its points stored:
 * after a crash the run goes on from it. What somebody asked for is saved pinned, and what is pinned stays.
 * A failure is returned, not thrown.
 */
export function createCheckpointFiles(folder: string, options: CheckpointFilesOptions = {}) {
  const { storedSeq = () => 0, criteria = USUAL_CRITERIA } = options;
  /** By the step of a checkpoint of this attempt, the batch that its last points are in. */
  const lastBatches = new Map<number, number>();
  const isStored = (step: number) => (lastBatches.get(step) ?? 0) <= storedSeq();
  /** Scores by step, those of former attempts as their files have them. */
  const scores = new Map<number, Record<string, number>>();

  function scoresAt(step: number): Record<string, number> {
    const known = scores.get(step) ?? savedScores(join(folder, checkpointFile(step)));
    scores.set(step, known);
    return known;
  }

  function best(steps: readonly number[]): number | undefined {
    return bestState(
      steps.map((step) => ({ step, scores: scoresAt(step) })),
      criteria,
    )?.step;
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
      const { step, seq, cause } = checkpoint.place;
      const file = cause === 'asked' ? pinnedFile(step) : checkpointFile(step);
      const saved = writeCheckpoint(join(folder, file), checkpoint);
      lastBatches.set(step, seq + 1); // what a step records is sent after its checkpoint
      scores.set(step, scoresOf(checkpoint.place));
      removeOld();
      return saved;
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** The scores in a file; none where there is no such file any more. */
function savedScores(file: string): Record<string, number> {
  try {
    return scoresOf(readHead(file)?.place ?? {});
  } catch {
    return {}; // it was pinned or deleted just now
  }
}

/** Steps of the checkpoints in a folder that are not pinned, newest first. */
function stepsIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => (isPinnedFile(name) ? [] : (checkpointStep(name) ?? [])))
    .sort((a, b) => b - a);
}
