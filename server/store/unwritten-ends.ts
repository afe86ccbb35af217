import { closeSync, constants, existsSync, fsyncSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../errors.ts';
import type { UnwrittenEnd, UnwrittenEnds } from '../ports/run-queue.ts';

/** Room for the ends of as many runs as a machine trains at once. */
const RESERVED_BYTES = 64 * 1024;

/** Unwritten ends in a file whose space is taken while there is some, and which is written over in place. */
export function createUnwrittenEnds(folder: string): UnwrittenEnds {
  const file = join(folder, 'unwritten-ends');
  if (!existsSync(file)) reserve(file);
  let kept = readIfThere(file);

  return {
    read() {
      try {
        return JSON.parse(kept) as UnwrittenEnd[];
      } catch {
        return []; // it was being written when the machine stopped
      }
    },

    write(ends) {
      const text = JSON.stringify(ends);
      if (text === kept.trimEnd()) return;
      const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
      try {
        writeSync(descriptor, text.padEnd(RESERVED_BYTES), 0);
        fsyncSync(descriptor);
        kept = text;
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** On a disk that is full already there is nothing to keep ends in: they are lost with the process. */
function reserve(file: string): void {
  try {
    writeFileSync(file, '[]'.padEnd(RESERVED_BYTES), { mode: 0o600, flush: true });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '[]';
}
