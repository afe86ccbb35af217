import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { type Api, errorMessage } from '../api/api.ts';

const POLL_MS = 400;

/** The datasets on offer; those on their way are looked at again until they are here. */
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

  /** Starts to read; returns the way to stop. */
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

  /** Starts a download, and follows it. Throws ApiError. */
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
