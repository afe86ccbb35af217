import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { type Api, errorMessage } from '../api/api.ts';

const POLL_MS = 400;

/** The available datasets; those that are being downloaded are read again until they are complete. */
export class Datasets {
  list = $state.raw<DatasetInfo[]>([]);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #api: Api;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Starts to read; returns a function that stops it. */
  open(): () => void {
    this.#closed = false;
    void this.read();
    return () => {
      this.#closed = true;
      clearTimeout(this.#timer);
    };
  }

  async read(): Promise<void> {
    try {
      this.list = (await this.#api.datasets()).datasets;
      this.status = 'ready';
      this.#lookAgain();
    } catch (error) {
      this.error = errorMessage(error);
      if (this.list.length === 0) this.status = 'error';
    }
  }

  find(name: string): DatasetInfo | undefined {
    return this.list.find((dataset) => dataset.name === name);
  }

  /** Starts a download and follows its progress.
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
    this.#lookAgain();
  }

  #lookAgain(): void {
    clearTimeout(this.#timer);
    if (this.#closed || !this.list.some(({ state }) => state === 'downloading')) return;
    this.#timer = setTimeout(() => void this.read(), POLL_MS);
  }
}
