import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointPlace } from '../../shared/training/checkpoint-head.ts';
import { pathFile, pathStep } from '../../shared/training/run-files.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { PathFiles } from './path-watch.ts';

/**
 * Points of a path as files in the folder of a run: checkpoints without all that a training would go on from. They are whole or
 * not there, but not synced: a crash of the machine may cost some. What cannot be written is a warning once.
 */
export function createPathFiles(
  folder: string,
  place: Pick<CheckpointPlace, 'run' | 'config'>,
  warn: (text: string) => void,
): PathFiles {
  let failed = false;

  function attempt(write: () => void): void {
    if (failed) return;
    try {
      write();
    } catch (error) {
      failed = true;
      warn(`the path of the weights could not be kept: ${error instanceof Error ? error.message : error}`);
    }
  }

  return {
    begin: (lastStep) =>
      attempt(() => {
        if (!existsSync(folder)) return;
        for (const file of readdirSync(folder))
          if ((pathStep(file) ?? 0) > lastStep) rmSync(join(folder, file), { force: true });
      }),

    save: (step, parameters) =>
      attempt(() => {
        const named = parameters.all.map(({ name, value }) => [name, value] as const);
        const bytes = encodeCheckpoint({
          place: { ...place, step, loader: { batch: 0, orderPosition: 0 }, seq: 0 },
          state: {
            parameters: Object.fromEntries(named.map(([name, { data }]) => [name, data])),
            buffers: {},
            optimizer: { steps: step, slots: [], extra: new Float64Array() },
            randomPosition: 0,
          },
          schedule: new Float64Array(),
          memory: null,
          shapes: Object.fromEntries(named.map(([name, { shape }]) => [name, shape])),
        });
        const file = join(folder, pathFile(step));
        const unfinished = join(folder, `.${pathFile(step)}.part`);
        mkdirSync(folder, { recursive: true });
        writeFileSync(unfinished, bytes);
        renameSync(unfinished, file);
      }),
  };
}
