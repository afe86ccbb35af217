import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CsvInspection } from '../../shared/training/dataset.ts';
import { AppError } from '../errors.ts';
import type { Inspect } from './verify.ts';

/** Lower case, since some file systems do not tell cases apart. */
export const UPLOAD_NAME = '^[a-z0-9][a-z0-9_-]{0,63}$';
const SIDECAR = /^([a-z0-9][a-z0-9_-]{0,63})\.json$/;

/** What is kept of an upload beside its CSV. */
export interface Upload {
  name: string;
  /** Name of the CSV in the folder; its hash is in it, so a new upload never writes over a file in use. */
  file: string;
  bytes: number;
  sha256: string;
  uploadedAt: string;
  inspection: CsvInspection;
}

export interface UploadsOptions {
  folder: string;
  maxBytes: number;
  inspect: Inspect;
  now: () => number;
}

/** The user's own CSVs: a JSON file names each CSV, and is written last, so an upload is there whole or not at all. */
export function createUploads({ folder, maxBytes, inspect, now }: UploadsOptions) {
  const incoming = join(folder, 'incoming');
  let cleaned: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Two uploads of one name must not end each other's files: what renames and removes goes one by one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function get(name: string): Promise<Upload | undefined> {
    if (!SIDECAR.test(`${name}.json`)) return undefined;
    return readSidecar(join(folder, `${name}.json`));
  }

  return {
    get,
    path: (upload: Upload): string => join(folder, upload.file),

    async list(): Promise<Upload[]> {
      const names = (await readdir(folder).catch(() => [])).filter((name) => SIDECAR.test(name)).sort();
      const uploads = await Promise.all(names.map((name) => readSidecar(join(folder, name))));
      return uploads.filter((upload) => upload !== undefined);
    },

    /** Stores a CSV under a name, in place of what was there; throws `invalid` or `too_large` and keeps nothing. */
    async put(name: string, body: Readable): Promise<Upload> {
      cleaned ??= rm(incoming, { recursive: true, force: true });
      await cleaned;
      await mkdir(incoming, { recursive: true });
      const temporary = join(incoming, randomUUID());
      try {
        const received = await receive(body, temporary, maxBytes);
        const inspection = await inspected(temporary, inspect);
        const file = `${name}.${received.sha256.slice(0, 16)}.csv`;
        const upload = { name, file, ...received, uploadedAt: new Date(now()).toISOString(), inspection };
        await inTurn(async () => {
          const before = await get(name);
          await rename(temporary, join(folder, file));
          await writeFile(`${temporary}.json`, JSON.stringify(upload), { flush: true });
          await rename(`${temporary}.json`, join(folder, `${name}.json`));
          if (before && before.file !== file) await rm(join(folder, before.file), { force: true });
        });
        return upload;
      } finally {
        await rm(temporary, { force: true });
      }
    },

    /** Whether there was one. */
    remove: (name: string): Promise<boolean> =>
      inTurn(async () => {
        const upload = await get(name);
        if (!upload) return false;
        await rm(join(folder, `${name}.json`), { force: true });
        await rm(join(folder, upload.file), { force: true });
        return true;
      }),
  };
}

export type Uploads = ReturnType<typeof createUploads>;

async function receive(body: Readable, path: string, maxBytes: number): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await pipeline(
      body,
      async function* bounded(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > maxBytes) {
            throw new AppError('too_large', `The file has more than the ${maxBytes} bytes that an upload may have.`);
          }
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(path, { flush: true }),
    );
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOSPC') {
      throw new AppError('disk_full', 'The disk is full: free some space, then upload again.');
    }
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function inspected(path: string, inspect: Inspect): Promise<CsvInspection> {
  const outcome = await inspect(path);
  if ('problem' in outcome) throw refusal(outcome.problem);
  const { rows, columns, badRows } = outcome.inspection;
  if (columns.length < 2) throw refusal(`expected at least 2 columns, found ${columns.length}`);
  if (rows === 0)
    throw refusal(`no row can be used${badRows[0] ? `: line ${badRows[0].line}: ${badRows[0].message}` : ''}`);
  return outcome.inspection;
}

function refusal(message: string): AppError {
  return new AppError('invalid', `The file cannot be used: ${message}.`, {
    in: 'body',
    fields: [{ path: '', message }],
  });
}

async function readSidecar(path: string): Promise<Upload | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Upload;
  } catch {
    // Removed since it was listed, or not written by us: no upload either way.
    return undefined;
  }
}
