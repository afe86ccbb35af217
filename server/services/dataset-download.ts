import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CatalogEntry, CatalogFile, Download } from '../../shared/training/catalog.ts';
import { FinalFetchError, fetchPart, forget } from './dataset-fetch.ts';
import { describeMissing, type FileFinder } from './dataset-files.ts';
import { faultOf, type Inspect } from './dataset-verify.ts';

/** Where only about the size is known, a file may be this many times as large. */
const SIZE_TOLERANCE = 10;

export interface DownloadOptions {
  /** Where files go. */
  folder: string;
  finder: FileFinder;
  inspect: Inspect;
  fetch: typeof globalThis.fetch;
  /** Tries in a row without a single byte gained before the next address is asked. */
  tries: number;
  /** Before the second try; doubles with each. */
  retryMs: number;
  idleMs: number;
}

/** How far a download is; `error` is set once it has failed. */
export interface DownloadState {
  receivedBytes: number;
  totalBytes: number;
  error: string | null;
}

/** Downloads datasets, each at most once at a time; a cut, or a restart of the server, loses nothing that came. */
export function createDownloads(options: DownloadOptions) {
  const states = new Map<string, DownloadState>();
  const running = new Map<string, Promise<void>>();
  const closing = new AbortController();

  async function run(entry: CatalogEntry, state: DownloadState): Promise<void> {
    try {
      const { missing } = await options.finder.locate(entry);
      const files = new Map(missing.map(({ file }) => [file.downloads[0]?.path, file]));
      state.totalBytes = [...files.values()].reduce((sum, { downloads }) => sum + (downloads[0]?.bytes ?? 0), 0);
      let before = 0;
      for (const file of files.values()) {
        before += await downloadFile(file, options, closing.signal, (received) => {
          state.receivedBytes = before + received;
          state.totalBytes = Math.max(state.totalBytes, state.receivedBytes);
        });
      }
      states.delete(entry.name);
    } catch (error) {
      const { missing } = await options.finder.locate(entry);
      state.error = `${messageOf(error)}. ${describeMissing(entry, missing, options.finder.folders)}`;
    }
  }

  return {
    state: (name: string): DownloadState | undefined => states.get(name),
    isRunning: (name: string): boolean => running.has(name),

    /** Starts a download unless one of the same dataset is running. */
    start(entry: CatalogEntry): void {
      if (running.has(entry.name)) return;
      const state = { receivedBytes: 0, totalBytes: 0, error: null };
      states.set(entry.name, state);
      const done = run(entry, state).finally(() => running.delete(entry.name));
      running.set(entry.name, done);
    },

    /** Stops them all; what came stays and is gone on from. */
    async close(): Promise<void> {
      closing.abort(new FinalFetchError('the server was stopped'));
      await Promise.all(running.values());
    },
  };
}

/** Tries each address in order; resolves to the file's size once it is verified and in its place. */
async function downloadFile(
  { downloads }: CatalogFile,
  options: DownloadOptions,
  signal: AbortSignal,
  onProgress: (receivedBytes: number) => void,
): Promise<number> {
  const failures: string[] = [];
  for (const download of downloads) {
    const target = join(options.folder, download.path);
    const part = `${target}.part`;
    try {
      await fetchWhole(download, part, options, signal, onProgress);
      const fault = await faultOf(part, download, options.inspect);
      if (fault) {
        await forget(part);
        throw new Error(`${download.address} is not the expected file: ${fault}`);
      }
      return await moveIntoPlace(part, target);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures.push(messageOf(error));
    }
  }
  throw new Error(failures.join('; '));
}

/** Asks again after each cut for as long as something comes. */
async function fetchWhole(
  download: Download,
  part: string,
  { fetch, tries, retryMs, idleMs }: DownloadOptions,
  signal: AbortSignal,
  onProgress: (receivedBytes: number) => void,
): Promise<void> {
  const { address, bytes, sha256 } = download;
  const checked = sha256 !== undefined;
  const maxBytes = checked ? bytes : bytes * SIZE_TOLERANCE;
  for (let failed = 0; ; ) {
    if (checked && (await sizeOf(part)) === bytes) return;
    const before = await sizeOf(part);
    try {
      await fetchPart({ address, part, maxBytes, checked, fetch, signal, idleMs, onProgress });
      return;
    } catch (error) {
      if (signal.aborted || error instanceof FinalFetchError) throw error;
      failed = (await sizeOf(part)) > before ? 1 : failed + 1;
      if (failed >= tries) throw error;
      await wait(retryMs * 2 ** (failed - 1), undefined, { signal });
    }
  }
}

/** Renames only after the bytes are on the disk, so that a file in its place is a whole one. */
async function moveIntoPlace(part: string, target: string): Promise<number> {
  const file = await open(part, 'r+');
  await file.sync();
  await file.close();
  const size = await sizeOf(part);
  await rename(part, target);
  await forget(part);
  return size;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** What went wrong, with the cause that fetch wraps. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message || String(Reflect.get(cause, 'code'))})` : error.message;
}
