import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointFile, checkpointStep } from '../../shared/training/run-files.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';

/** The newest is the one to go on from; the one before it is there should the newest be damaged. */
const KEPT = 2;

/** Saves checkpoints of one run into its folder and removes all but the newest two. A failure is returned, not thrown. */
export function createCheckpointFiles(folder: string) {
  return (checkpoint: Checkpoint): { bytes: number } | { error: string } => {
    try {
      const saved = writeCheckpoint(join(folder, checkpointFile(checkpoint.place.step)), checkpoint);
      for (const step of stepsIn(folder).slice(KEPT)) rmSync(join(folder, checkpointFile(step)));
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
