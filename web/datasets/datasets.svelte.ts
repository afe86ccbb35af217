import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { LatestTask } from '../core/latest-task.ts';

const POLL_MS = 400;

/** The available datasets; those that are being downloaded are read again until they are complete. */
export class Datasets {
  list = $state.raw<DatasetInfo[]>([]);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #api: Pick<Api, 'datasets' | 'downloadDataset' | 'deleteUpload'>;
  readonly #polling = new LatestTask();
  #closed = false;

  constructor(api: Pick<Api, 'datasets' | 'downloadDataset' | 'deleteUpload'>) {
    this.#api = api;
  }

  /** Starts to read; returns a function that stops it. */
  open(): () => void {
    this.#closed = false;
    void this.read();
    return () => {
      this.#closed = true;
      this.#polling.cancel();
    };
  }

  async read(): Promise<void> {
    try {
      this.list = (await this.#api.datasets()).datasets;
      this.status = 'ready';
    } catch (error) {
      this.error = errorMessage(error);
      if (this.list.length === 0) this.status = 'error';
    }
    this.#poll();
  }

  find(name: string): DatasetInfo | undefined {
    return this.list.find((dataset) => dataset.name === name);
  }

  /**
   * Starts a download and follows its progress.
   *
   * @throws {ApiError} when the server refuses it
   */
  async download(name: string): Promise<void> {
    this.put(await this.#api.downloadDataset(name));
  }

  async remove(name: string): Promise<void> {
    await this.#api.deleteUpload(name);
    this.list = this.list.filter((dataset) => dataset.name !== name);
  }

  put(info: DatasetInfo): void {
    const known = this.list.some(({ name }) => name === info.name);
    this.list = known ? this.list.map((each) => (each.name === info.name ? info : each)) : [...this.list, info];
    this.#poll();
  }

  /** Reads again after a while, as long as a download is under way. */
  #poll(): void {
    const isDownloading = this.list.some(({ state }) => state === 'downloading');
    if (isDownloading && !this.#closed) this.#polling.schedule(() => this.read(), POLL_MS);
    else this.#polling.cancel();
  }
}
