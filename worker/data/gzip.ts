import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DataError } from './errors.ts';

/** No file on offer is near this; it bounds what a hostile archive can unfold to. */
export const MAX_UNPACKED_BYTES = 1 << 30;

/** The bytes of a file, unpacked when they are gzip, whatever its name. */
export function readMaybeGzip(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!startsAsGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    throw new DataError(`${path}: damaged gzip file (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Whether a file begins as gzip files do, whatever its name. */
export function isGzip(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    return startsAsGzip(start);
  } finally {
    closeSync(file);
  }
}

function startsAsGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
