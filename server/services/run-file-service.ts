import type { Readable } from 'node:stream';
import {
  MAX_FILE_NAME_BYTES,
  MAX_RUN_FILE_BYTES,
  mediaTypeOf,
  type RunFile,
  type RunFileList,
} from '../../shared/run-file.ts';
import { AppError } from '../errors.ts';
import type { DiskGuard } from '../ingest/disk-space.ts';
import type { BlobEntry, BlobStore } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { RunAccess } from './run-access.ts';

/** Where the files of a run are among the blobs. */
export const filesFolder = (run: string) => `files/${run}/`;

export interface RunFileServiceOptions {
  access: RunAccess;
  blobs: Pick<BlobStore, 'put' | 'get' | 'list' | 'remove'>;
  disk: DiskGuard;
  bus: Pick<Bus, 'publish'>;
  now: () => number;
  maxBytes?: number;
}

/**
 * Files that scripts give their runs: pictures, predictions, what differs from a commit.
 *
 * A name is stored as its bytes in hexadecimal, so that no name can lead anywhere else on a disk.
 */
export function createRunFileService({
  access,
  blobs,
  disk,
  bus,
  now,
  maxBytes = MAX_RUN_FILE_BYTES,
}: RunFileServiceOptions) {
  return {
    /** @throws {AppError} `not_found`, `in_trash` for the run */
    async list(run: string): Promise<RunFileList> {
      await access.findState(run);
      const files: RunFile[] = [];
      for await (const entry of blobs.list(filesFolder(run))) files.push(toFile(entry, nameOf(run, entry.key)));
      files.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
      return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    },

    /**
     * Stores a file, in place of one of the same name; on disk when this resolves, whole or not at all.
     *
     * @throws {AppError} `too_large`, `disk_full`; `invalid` for a name that is too long
     */
    async put(run: string, name: string, content: Readable): Promise<RunFile> {
      await access.findState(run);
      const key = keyOf(run, name);
      if (await disk.isLow())
        throw new AppError('disk_full', 'The disk is nearly full: no file is taken in until space is freed.');
      let bytes = 0;
      async function* bounded() {
        for await (const chunk of content) {
          bytes += chunk.length;
          if (bytes > maxBytes)
            throw new AppError('too_large', `The file has more than the ${maxBytes} bytes that one of a run may have.`);
          yield chunk;
        }
      }
      await blobs.put(key, bounded());
      await bus.publish({ type: 'run', run });
      return toFile({ bytes, modifiedAt: now() }, name);
    },

    /** @throws {AppError} `not_found` when the run has no such file */
    async read(run: string, name: string): Promise<{ content: Readable; mediaType: string }> {
      await access.findState(run);
      const content = await blobs.get(keyOf(run, name));
      if (content === undefined) throw missing(run, name);
      return { content, mediaType: mediaTypeOf(name) };
    },

    /** @throws {AppError} `not_found` when the run has no such file */
    async remove(run: string, name: string): Promise<void> {
      const { content } = await this.read(run, name);
      content.destroy();
      await blobs.remove(keyOf(run, name));
      await bus.publish({ type: 'run', run });
    },
  };
}

export type RunFileService = ReturnType<typeof createRunFileService>;

const missing = (run: string, name: string) =>
  new AppError('not_found', `Run "${run}" has no file "${name}".`, { id: run, name });

function keyOf(run: string, name: string): string {
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length > MAX_FILE_NAME_BYTES)
    throw new AppError('invalid', `The name of a file has at most ${MAX_FILE_NAME_BYTES} bytes, not ${bytes.length}.`, {
      fields: [{ path: '/name', message: `must have at most ${MAX_FILE_NAME_BYTES} bytes` }],
    });
  return `${filesFolder(run)}${bytes.toString('hex')}`;
}

const nameOf = (run: string, key: string) => Buffer.from(key.slice(filesFolder(run).length), 'hex').toString('utf8');

function toFile({ bytes, modifiedAt }: Pick<BlobEntry, 'bytes' | 'modifiedAt'>, name: string): RunFile {
  return { name, bytes, savedAt: new Date(modifiedAt).toISOString(), mediaType: mediaTypeOf(name) };
}
