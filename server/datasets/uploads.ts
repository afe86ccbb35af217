import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { CsvInspection } from '../../shared/training/dataset.ts';
import { AppError } from '../errors.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Inspect } from './inspector.ts';

/** Lower case, since some file systems do not tell cases apart. */
export const UPLOAD_NAME = '^[a-z0-9][a-z0-9_-]{0,63}$';
const PREFIX = 'datasets/uploads/';
const SIDECAR = /^([a-z0-9][a-z0-9_-]{0,63})\.json$/;
/** Longer than any upload takes. */
const ABANDONED_MS = 86_400_000;

/** What is kept of an upload beside its CSV. */
export interface Upload {
  name: string;
  /** Name of the CSV; a new upload has another, so that it never replaces a file in use. */
  file: string;
  bytes: number;
  sha256: string;
  uploadedAt: string;
  /** What is set by hand of how it is read. */
  reading?: CsvReading;
  inspection: CsvInspection;
}

export interface UploadsOptions {
  blobs: LocalBlobs;
  maxBytes: number;
  inspect: Inspect;
  now: () => number;
}

/** The user's own CSVs: a JSON blob names each CSV, and is stored last, so an upload is there whole or not at all. */
export function createUploads({ blobs, maxBytes, inspect, now }: UploadsOptions) {
  let cleaned: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Two uploads of one name must not end each other's files: what replaces and removes goes one by one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function get(name: string): Promise<Upload | undefined> {
    if (!SIDECAR.test(`${name}.json`)) return undefined;
    const content = await blobs.get(`${PREFIX}${name}.json`);
    return content && parseSidecar(name, await text(content));
  }

  async function list(): Promise<Upload[]> {
    const names: string[] = [];
    for await (const { key } of blobs.list(PREFIX)) {
      const name = SIDECAR.exec(key.slice(PREFIX.length))?.[1];
      if (name !== undefined) names.push(name);
    }
    const uploads = await Promise.all(names.sort().map(get));
    return uploads.filter((upload) => upload !== undefined);
  }

  const writeSidecar = (upload: Upload) =>
    blobs.put(`${PREFIX}${upload.name}.json`, [Buffer.from(JSON.stringify(upload))]);

  /** Makes an upload the one of its name; returns the one that was. */
  function replaceSidecar(upload: Upload): Promise<Upload | undefined> {
    return inTurn(async () => {
      const before = await get(upload.name);
      await writeSidecar(upload);
      return before;
    });
  }

  /** Removes CSVs that were being inspected when their server was killed. */
  async function removeAbandoned(): Promise<void> {
    const named = new Set((await list()).map(({ file }) => `${PREFIX}${file}`));
    for await (const { key, modifiedAt } of blobs.list(PREFIX))
      if (key.endsWith('.csv') && !named.has(key) && now() - modifiedAt > ABANDONED_MS) await blobs.remove(key);
  }

  return {
    get,
    list,
    /** Undefined where the CSV is not there any more. */
    path: (upload: Upload): Promise<string | undefined> => blobs.fileOf(`${PREFIX}${upload.file}`),

    /**
     * Stores a CSV under a name, in place of what was there.
     *
     * @throws {AppError} `invalid`, `too_large` or `disk_full`, and nothing is kept
     */
    async put(name: string, body: Readable): Promise<Upload> {
      cleaned ??= removeAbandoned();
      await cleaned;
      const file = `${name}.${randomUUID()}.csv`;
      const key = `${PREFIX}${file}`;
      try {
        const received = await receive(blobs, key, body, maxBytes);
        const inspection = await inspected(blobs.pathOf(key), {}, inspect);
        const upload = { name, file, ...received, uploadedAt: new Date(now()).toISOString(), inspection };
        const before = await replaceSidecar(upload);
        if (before) await blobs.remove(`${PREFIX}${before.file}`);
        return upload;
      } catch (error) {
        if ((await get(name))?.file !== file) await blobs.remove(key);
        throw error;
      }
    },

    /**
     * Reads an upload again in another way, and keeps that.
     *
     * @throws {AppError} `invalid` when it cannot be read so, `conflict` when it was replaced meanwhile; nothing changes
     */
    async read(upload: Upload, reading: CsvReading): Promise<Upload> {
      const inspection = await inspected(blobs.pathOf(`${PREFIX}${upload.file}`), reading, inspect);
      const changed = { ...upload, reading, inspection };
      return inTurn(async () => {
        if ((await get(upload.name))?.file !== upload.file) {
          throw new AppError('conflict', `"${upload.name}" was replaced or removed while it was read.`);
        }
        await writeSidecar(changed);
        return changed;
      });
    },

    /** Whether there was one. */
    remove: (name: string): Promise<boolean> =>
      inTurn(async () => {
        const upload = await get(name);
        if (!upload) return false;
        await blobs.remove(`${PREFIX}${name}.json`);
        await blobs.remove(`${PREFIX}${upload.file}`);
        return true;
      }),
  };
}

export type Uploads = ReturnType<typeof createUploads>;

async function receive(
  blobs: LocalBlobs,
  key: string,
  body: Readable,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* bounded(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new AppError('too_large', `The file has more than the ${maxBytes} bytes that an upload may have.`);
      }
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await blobs.put(key, bounded(body));
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOSPC') {
      throw new AppError('disk_full', 'The disk is full: free some space, then upload again.');
    }
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function inspected(path: string, reading: CsvReading, inspect: Inspect): Promise<CsvInspection> {
  const outcome = await inspect(path, reading);
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

/** What is not JSON, or names another file than one of this upload, was not written by us: no upload. */
function parseSidecar(name: string, content: string): Upload | undefined {
  try {
    const upload = JSON.parse(content) as Upload;
    return upload.name === name && isFileOf(name, upload.file) ? upload : undefined;
  } catch {
    return undefined;
  }
}

const isFileOf = (name: string, file: string) =>
  file.startsWith(`${name}.`) && /^\.[0-9a-f-]{36}\.csv$/.test(file.slice(name.length));
