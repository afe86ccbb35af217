import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DataError } from './errors.ts';
import { isGzip, MAX_UNPACKED_BYTES, readMaybeGzip } from './gzip.ts';

const CHUNK_BYTES = 2 ** 20;

/** One reading of a file from its start. */
export interface Pass {
  /** Returns false when it needs no more of the file. */
  push(chunk: Buffer): boolean;
  end(): void;
}

/** A computation that reads a file several times: each pass it yields is fed with the whole file. */
export type Passes<Result> = Generator<Pass, Result, void>;

/** Called after each chunk with the pass, which counts from 0, and the share of the file that was fed to it. */
export type OnPassProgress = (pass: number, share: number) => void;

/** Feeds a file, gzip or not, to each pass in turn, a chunk at a time; a gzip file is unpacked in memory. */
export function readThrough<Result>(
  path: string,
  passes: Passes<Result>,
  onProgress: OnPassProgress = () => {},
): Result {
  const source = openChunks(path);
  try {
    for (let pass = 0, next = passes.next(); ; pass++, next = passes.next()) {
      if (next.done) return next.value;
      let fed = 0;
      for (const chunk of source.chunks()) {
        fed += chunk.length;
        const wantsMore = next.value.push(chunk);
        onProgress(pass, fed / source.bytes);
        if (!wantsMore) break;
      }
      next.value.end();
    }
  } finally {
    source.close();
  }
}

/**
 * The same in bounded memory: gzip is unpacked as it is read, again for each pass.
 *
 * @throws {DataError} when the archive is damaged or unpacks to more than 1 GiB
 */
export async function streamThrough<Result>(path: string, passes: Passes<Result>): Promise<Result> {
  const unpacks = isGzip(path);
  const { size } = await stat(path);
  for (let next = passes.next(); ; next = passes.next()) {
    if (next.done) return next.value;
    if (size > 0) await feed(path, unpacks, next.value);
    next.value.end();
  }
}

async function feed(path: string, unpacks: boolean, pass: Pass): Promise<void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const stream = unpacks ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
  file.on('error', (error) => stream.destroy(error));
  let fed = 0;
  try {
    for await (const chunk of stream) {
      fed += chunk.length;
      if (fed > MAX_UNPACKED_BYTES) throw new DataError(`expected at most ${MAX_UNPACKED_BYTES} bytes, unpacked`);
      if (!pass.push(chunk)) break;
    }
  } catch (error) {
    if (!unpacks || error instanceof DataError) throw error;
    throw new DataError(`damaged gzip file (${error instanceof Error ? error.message : String(error)})`);
  } finally {
    file.destroy();
  }
}

function openChunks(path: string): { bytes: number; chunks: () => Iterable<Buffer>; close: () => void } {
  if (isGzip(path)) {
    const bytes = readMaybeGzip(path);
    return { bytes: bytes.length, chunks: () => slices(bytes), close: () => {} };
  }
  const file = openSync(path, 'r');
  return { bytes: fstatSync(file).size, chunks: () => readFrom(file), close: () => closeSync(file) };
}

function* slices(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function* readFrom(file: number): Iterable<Buffer> {
  for (let at = 0; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const read = readSync(file, chunk, 0, CHUNK_BYTES, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}
