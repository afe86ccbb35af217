import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CatalogFile, Download } from '../../shared/training/catalog-entry.ts';
import { FinalFetchError, fetchPart, forget } from './fetch.ts';
import type { Inspect } from './inspector.ts';
import { faultOf } from './verify.ts';

/** Where only about the size is known, a file may be this many times as large. */
const SIZE_TOLERANCE = 10;

export interface FileDownloadOptions {
  /** Where files go. */
  folder: string;
  inspect: Inspect;
  fetch: typeof globalThis.fetch;
  /** Tries in a row without a single byte gained before the next address is asked. */
  tries: number;
  /** Before the second try; doubles with each. */
  retryMs: number;
  idleMs: number;
}

/** Tries each address in order; resolves to the file's size once it is verified and in its place. */
export async function downloadFile(
  { downloads }: CatalogFile,
  options: FileDownloadOptions,
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
        throw new Error(`sent another file: ${fault}`);
      }
      return await moveIntoPlace(part, target);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failures.push(`${new URL(download.address).host} ${messageOf(error)}`);
    }
  }
  throw new Error(failures.join('; '));
}

/** Asks again after each cut for as long as something comes. */
async function fetchWhole(
  download: Download,
  part: string,
  options: FileDownloadOptions,
  signal: AbortSignal,
  onProgress: (receivedBytes: number) => void,
): Promise<void> {
  for (let failed = 0; ; ) {
    const before = await sizeOf(part);
    try {
      await fetchOnce(download, part, options, signal, onProgress);
      return;
    } catch (error) {
      if (signal.aborted || error instanceof FinalFetchError) throw error;
      failed = (await sizeOf(part)) > before ? 1 : failed + 1;
      if (failed >= options.tries) throw error;
      await wait(options.retryMs * 2 ** (failed - 1), undefined, { signal });
    }
  }
}

/** One request; an answer that ends early without an error is a cut too, where the size is known. */
async function fetchOnce(
  { address, bytes, sha256 }: Download,
  part: string,
  { fetch, idleMs }: FileDownloadOptions,
  signal: AbortSignal,
  onProgress: (receivedBytes: number) => void,
): Promise<void> {
  const checked = sha256 !== undefined;
  if (checked && (await sizeOf(part)) === bytes) return;
  const maxBytes = checked ? bytes : bytes * SIZE_TOLERANCE;
  await fetchPart({ address, part, maxBytes, checked, fetch, signal, idleMs, onProgress });
  const size = await sizeOf(part);
  if (checked && size < bytes) throw new Error(`ended after ${size} of ${bytes} bytes`);
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

/** What went wrong: of a failed fetch its cause, since fetch says no more than that it failed. */
export function messageOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(reason instanceof Error)) return String(reason);
  return reason.message || String(Reflect.get(reason, 'code') ?? reason.name);
}
