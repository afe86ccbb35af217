import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointFile, checkpointStep } from '../../shared/training/run-files.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';

/** The newest is the one to go on from; the one before it is there should the newest be damaged. */
const KEPT = 2;

/**
 * Saves checkpoints of one run into its folder and removes all but the newest two. Where the points up to neither of
 * them are stored yet, the newest one stays besides that has its points stored: after a crash the run goes on from it.
 * A failure is returned, not thrown.
 *
 * `storedSeq` is the number of the last batch that is known to be stored.
 */
export function createCheckpointFiles(folder: string, storedSeq: () => number = () => 0) {
  /** By the step of a checkpoint of this attempt, the batch that its last points are in. */
  const lastBatches = new Map<number, number>();
  const isStored = (step: number) => (lastBatches.get(step) ?? 0) <= storedSeq();

  function removeOld(): void {
    const steps = stepsIn(folder);
    const kept = new Set(steps.slice(0, KEPT));
    const stored = steps.find(isStored);
    if (stored !== undefined) kept.add(stored);
    for (const step of steps.filter((each) => !kept.has(each))) {
      rmSync(join(folder, checkpointFile(step)));
      lastBatches.delete(step);
    }
  }

  return (checkpoint: Checkpoint): { bytes: number } | { error: string } => {
    try {
      const { step, seq } = checkpoint.place;
      const saved = writeCheckpoint(join(folder, checkpointFile(step)), checkpoint);
      lastBatches.set(step, seq + 1); // what a step records is sent after its checkpoint
      removeOld();
      return saved;
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Steps of the checkpoints in a folder, newest first. */
function stepsIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => checkpointStep(name) ?? [])
    .sort((a, b) => b - a);
}
