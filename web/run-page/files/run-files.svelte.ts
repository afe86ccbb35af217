import type { RunFileList } from '../../../shared/run-file.ts';
import type { Api } from '../../api/api.ts';
import { imageSeriesOf } from './image-series.ts';

const NONE: RunFileList = { files: [], bytes: 0 };

/** The files that the script of a run gave it. */
export class RunFiles {
  list = $state.raw<RunFileList>(NONE);
  readonly images = $derived.by(() => imageSeriesOf(this.list.files));
  readonly #run: string;
  readonly #api: Pick<Api, 'runFiles'>;

  constructor(run: string, api: Pick<Api, 'runFiles'>) {
    this.#run = run;
    this.#api = api;
  }

  /** Reads which there are; what cannot be read stays as it was. */
  async read(): Promise<void> {
    const list = await this.#api.runFiles(this.#run).catch(() => this.list);
    if (JSON.stringify(list) !== JSON.stringify(this.list)) this.list = list;
  }
}
