import type { ColumnType, CsvReading } from '../../shared/training/csv-reading.ts';
import type { UploadedDataset } from '../../shared/training/dataset.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { Datasets } from './datasets.svelte.ts';

/** An upload from the choice of its file until it is used: how it is read, and what is changed of that by hand. */
export class CsvUpload {
  answer = $state.raw<UploadedDataset | null>(null);
  busy = $state(false);
  error = $state('');
  /** The column to predict. */
  target = $state('');
  readonly #api: Pick<Api, 'uploadDataset' | 'setUploadReading'>;
  readonly #datasets: Pick<Datasets, 'put'>;

  constructor(api: Pick<Api, 'uploadDataset' | 'setUploadReading'>, datasets: Pick<Datasets, 'put'>) {
    this.#api = api;
    this.#datasets = datasets;
  }

  get columns() {
    return this.answer?.dataset.columns ?? [];
  }

  get reading(): CsvReading {
    return this.answer?.dataset.reading ?? {};
  }

  /** Why the upload cannot be learned from as it is, or ''. */
  get problem(): string {
    const target = this.columns.find(({ name }) => name === this.target);
    if (!target) return 'Choose a column to predict.';
    if (target.type === 'text') return `“${target.name}” is left out, so it cannot be predicted.`;
    const hasInput = this.columns.some(({ name, type }) => name !== this.target && type !== 'text');
    return hasInput ? '' : 'No column is left as an input.';
  }

  /** Sends the bytes of the file as they are, so that the server sees its encoding. */
  take = (file: File): Promise<void> => this.#ask(() => this.#api.uploadDataset(nameFor(file.name), file));

  /** Reads the file again with other settings; types of columns go where the columns do. */
  async change(changes: { [Key in keyof CsvReading]?: CsvReading[Key] | undefined }): Promise<void> {
    const { columns, ...rest } = this.reading;
    const staysTable = !('delimiter' in changes || 'header' in changes);
    const wanted = { ...rest, ...(staysTable && columns && { columns }), ...changes };
    const reading = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as CsvReading;
    const name = this.answer?.dataset.name ?? '';
    await this.#ask(() => this.#api.setUploadReading(name, reading));
  }

  setType(name: string, type: ColumnType): Promise<void> {
    const others = (this.reading.columns ?? []).filter((column) => column.name !== name);
    return this.change({ columns: [...others, { name, type }] });
  }

  async #ask(send: () => Promise<UploadedDataset>): Promise<void> {
    this.busy = true;
    this.error = '';
    try {
      this.answer = await send();
      this.#datasets.put(this.answer.dataset);
      if (!this.columns.some(({ name }) => name === this.target)) {
        this.target = this.answer.dataset.options.target ?? '';
      }
    } catch (failure) {
      this.error = errorMessage(failure);
    } finally {
      this.busy = false;
    }
  }
}

/** The name of a file as that of a dataset: letters, digits and dashes. */
function nameFor(file: string): string {
  const name = file
    .replace(/(\.[^.]*)?(\.gz)?$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return name || 'upload';
}
