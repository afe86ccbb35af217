import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataError } from './errors.ts';
import { isGzip, MAX_UNPACKED_BYTES } from './gzip.ts';

const CHUNK_BYTES = 2 ** 20;

/** One reading of a file from its start. */
export interface Pass {
  /** Returns false when it needs no more of the file. */
  push(chunk: Buffer): boolean;
  end(): void;
}

/** A computation that reads a file several times: each pass it yields is fed with the whole file. */
export type Passes<Result> = Generator<Pass, Result, void>;

export interface ReadingOptions {
  /** Called after each chunk with the pass, which counts from 0, and the share of the file that was fed to it. */
  onProgress?: (pass: number, share: number) => void;
  /** Of a file, unpacked. */
  maxBytes?: number;
}

/**
 * Feeds a file, gzip or not, to each pass in turn, a chunk at a time, so that memory does not grow with the file: gzip
 * is unpacked as it is read, again for each pass.
 *
 * @throws {DataError} when the archive is damaged, or the file has more than `maxBytes` (1 GiB), unpacked
 */
export async function readThrough<Result>(
  path: string,
  passes: Passes<Result>,
  { onProgress = () => {}, maxBytes = MAX_UNPACKED_BYTES }: ReadingOptions = {},
): Promise<Result> {
  const unpacks = isGzip(path);
  const { size } = await stat(path);
  for (let pass = 0, next = passes.next(); ; pass++, next = passes.next()) {
    if (next.done) return next.value;
    if (size > 0)
      await feed(path, next.value, { unpacks, maxBytes, onRead: (bytes) => onProgress(pass, bytes / size) });
    next.value.end();
  }
}

interface Feeding {
  unpacks: boolean;
  maxBytes: number;
  /** Called after each chunk with the bytes of the file that were read for the chunks so far. */
  onRead: (bytes: number) => void;
}

async function feed(path: string, pass: Pass, { unpacks, maxBytes, onRead }: Feeding): Promise<void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = unpacks ? createGunzip({ chunkSize: CHUNK_BYTES }) : undefined;
  const stream = gunzip ? file.pipe(gunzip) : file;
  file.on('error', (error) => stream.destroy(error));
  let fed = 0;
  try {
    for await (const chunk of stream) {
      fed += chunk.length;
      if (fed > maxBytes) throw new DataError(`expected at most ${maxBytes} bytes, unpacked`);
      const wantsMore = pass.push(chunk);
      onRead(gunzip ? gunzip.bytesWritten : fed);
      if (!wantsMore) break;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? new DataError(`damaged gzip file (${message})`) : error;
  } finally {
    file.destroy();
  }
}
