import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const PIECES = [1024 ** 2, 4096, 1].map((bytes) => Buffer.alloc(bytes, 'full'));

/** A file system of its own with few megabytes, which can be filled to the last byte. */
export function smallDisk(megabytes: number, { skip }: TestContext) {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    skip(`a file system cannot be mounted here: ${(error as Error).message}`);
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  const filler = join(folder, 'filler');

  return {
    folder,

    /** Writes until nothing more fits. */
    fill(): void {
      const descriptor = openSync(filler, 'a');
      try {
        for (const piece of PIECES) writeUntilFull(descriptor, piece);
      } finally {
        closeSync(descriptor);
      }
    },

    free: (): void => rmSync(filler, { force: true }),
  };
}

function writeUntilFull(descriptor: number, piece: Buffer): void {
  try {
    while (writeSync(descriptor, piece) === piece.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
