import type { CatalogEntry } from '../../shared/training/catalog-entry.ts';
import { FinalFetchError } from './fetch.ts';
import { downloadFile, type FileDownloadOptions, messageOf } from './file-download.ts';
import { describeMissing, type FileFinder } from './files.ts';

export interface DownloadOptions extends FileDownloadOptions {
  finder: FileFinder;
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
      state.error = `The download failed: ${messageOf(error)}. ${describeMissing(entry, missing, options.finder.folders)}`;
    }
  }

  return {
    state: (name: string): DownloadState | undefined => states.get(name),

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
