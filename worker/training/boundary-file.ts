import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { decodeBoundary, encodeBoundaryFrame } from '../../shared/inspect/boundary-file.ts';
import type { BoundaryFileWriter } from './boundary-watch.ts';
import { writeWhole } from './whole-file.ts';

/** A file of decision fields that grows while a network is trained. What cannot be written is a warning once: the training goes on. */
export function createBoundaryFile(path: string, warn: (text: string) => void): BoundaryFileWriter {
  let failed = false;

  function attempt(write: () => void): void {
    if (failed) return;
    try {
      write();
    } catch (error) {
      failed = true;
      warn(`the decision boundary could not be kept: ${error instanceof Error ? error.message : error}`);
    }
  }

  return {
    begin: (start, lastStep) => attempt(() => writeWhole(path, Buffer.concat([start, ...framesUpTo(path, lastStep)]))),
    append: (frame) => attempt(() => appendFileSync(path, frame)),
  };
}

/** The fields that an attempt before left, up to a step. */
function framesUpTo(path: string, lastStep: number): Uint8Array[] {
  if (lastStep === 0 || !existsSync(path)) return [];
  return decodeBoundary(readFileSync(path))
    .frames.filter(({ step }) => step <= lastStep)
    .map(encodeBoundaryFrame);
}
