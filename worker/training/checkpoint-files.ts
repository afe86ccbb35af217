import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';

/** The newest is the one to go on from; the one before it is there should the newest be damaged. */
const KEPT = 2;

/** Saves checkpoints of one run into its folder and removes all but the newest two. A failure is told, not thrown. */
export function createCheckpointKeeper(folder: string) {
  return (checkpoint: Checkpoint): { bytes: number } | { error: string } => {
    try {
      const saved = writeCheckpoint(join(folder, `step-${checkpoint.place.step}.lbck`), checkpoint);
      for (const step of stepsIn(folder).slice(KEPT)) rmSync(join(folder, `step-${step}.lbck`));
      return saved;
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Steps of the checkpoints in a folder, newest first. */
function stepsIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => /^step-(\d+)\.lbck$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}
