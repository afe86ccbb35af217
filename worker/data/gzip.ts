import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DataError } from './errors.ts';

/** No file on offer is near this; it bounds what a hostile archive can unfold to. */
const MAX_UNPACKED_BYTES = 1 << 30;

/** The bytes of a file, unpacked when they are gzip, whatever its name. */
export function readMaybeGzip(path: string): Buffer {
  return maybeGunzip(readFileSync(path), `${path}: `);
}

/** The bytes themselves, or what they unpack to when they are gzip. `label` begins the message of the error. */
export function maybeGunzip(bytes: Buffer, label = ''): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    throw new DataError(`${label}damaged gzip file (${error instanceof Error ? error.message : String(error)})`);
  }
}
