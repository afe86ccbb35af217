import type { Readable } from 'node:stream';
import type { FieldError } from '../../shared/errors.ts';
import { CATALOG } from '../../shared/training/catalog.ts';
import type { CatalogEntry } from '../../shared/training/catalog-entry.ts';
import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { DatasetChoice, DatasetInfo, UploadedDataset } from '../../shared/training/dataset.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import { AppError } from '../errors.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import { faultsOf } from './choice.ts';
import { createDownloads } from './downloads.ts';
import { createFileFinder, describeMissing } from './files.ts';
import { catalogInfo, uploadInfo } from './info.ts';
import { createInspector, type Inspect } from './inspector.ts';
import { createUploads, type Upload } from './uploads.ts';

export interface DatasetServiceOptions {
  /** Where downloads are kept. */
  dataFolder: string;
  /** Where uploads are kept. */
  blobs: LocalBlobs;
  /** Looked through first; never written to. */
  datasetsFolder?: string;
  catalog?: readonly CatalogEntry[];
  inspect?: Inspect;
  fetch?: typeof globalThis.fetch;
  maxUploadBytes?: number;
  now?: () => number;
  tries?: number;
  retryMs?: number;
  idleMs?: number;
}

/** Which data there is to train on, and how to get the rest: bundled, generated, on disk, downloaded, uploaded. */
export function createDatasetService(options: DatasetServiceOptions) {
  const { dataFolder, blobs, datasetsFolder, catalog = CATALOG } = options;
  const inspector = createInspector();
  const inspect = options.inspect ?? inspector.inspect;
  const finder = createFileFinder(datasetsFolder === undefined ? [dataFolder] : [datasetsFolder, dataFolder]);
  const downloads = createDownloads({
    folder: dataFolder,
    finder,
    inspect,
    fetch: options.fetch ?? globalThis.fetch,
    tries: options.tries ?? 3,
    retryMs: options.retryMs ?? 1000,
    idleMs: options.idleMs ?? 30_000,
  });
  const uploads = createUploads({
    blobs,
    maxBytes: options.maxUploadBytes ?? 200 * 1024 ** 2,
    inspect,
    now: options.now ?? Date.now,
  });
  const entryOf = (name: string) => catalog.find((entry) => entry.name === name);

  /** What is missing of a dataset, in words, or null. */
  async function missingOf(entry: CatalogEntry): Promise<string | null> {
    const { missing } = await finder.locate(entry);
    return missing.length === 0 ? null : describeMissing(entry, missing, finder.folders);
  }

  async function infoOf(entry: CatalogEntry): Promise<DatasetInfo> {
    return catalogInfo(entry, await missingOf(entry), downloads.state(entry.name));
  }

  async function find(name: string): Promise<DatasetInfo | undefined> {
    const entry = entryOf(name);
    if (entry) return infoOf(entry);
    const upload = await uploads.get(name);
    return upload && uploadInfo(upload);
  }

  async function get(name: string): Promise<DatasetInfo> {
    const info = await find(name);
    if (!info) throw new AppError('not_found', `There is no dataset "${name}".`);
    return info;
  }

  return {
    get,

    /** The catalog in its order, then the uploads by name. */
    async list(): Promise<DatasetInfo[]> {
      const known = await Promise.all(catalog.map(infoOf));
      return [...known, ...(await uploads.list()).map(uploadInfo)];
    },

    /**
     * Where a training thread finds the chosen data, which is then known to be there.
     *
     * Throws `invalid` with the field for a choice that cannot work, `dataset_unavailable` saying what
     * is missing and where to put it
     */
    async resolve(choice: DatasetChoice, by?: TrainingConfig): Promise<DatasetSource> {
      const { name } = choice;
      const info = await find(name);
      if (!info) throw invalid([await unknownName(name)]);
      const faults = faultsOf(choice, info, by);
      if (faults.length > 0) throw invalid(faults);
      if (info.state !== 'ready') throw unavailable(info);
      const { kind, reading } = info;
      return { name, kind, files: await filesOf(name), ...(reading && { reading }) };
    },

    /** Starts a download, or goes on with one that was cut; what is there already is left alone. */
    async download(name: string): Promise<DatasetInfo> {
      const entry = entryOf(name);
      if (entry && (await missingOf(entry)) !== null) {
        if (entry.files.length === 0) throw new AppError('conflict', `${entry.title} is not to be downloaded.`);
        downloads.start(entry);
      }
      return get(name);
    },

    /** Takes in a CSV under a name of its own, in place of an earlier upload of that name. */
    async upload(name: string, body: Readable): Promise<UploadedDataset> {
      if (entryOf(name)) throw new AppError('conflict', `"${name}" is a dataset of Lossboard: choose another name.`);
      return outcomeOf(await uploads.put(name, body));
    },

    /** How an upload is read. One from before previews were kept is read again. */
    async reading(name: string): Promise<UploadedDataset> {
      const upload = await uploadOf(name);
      if (upload.inspection.preview !== undefined) return outcomeOf(upload);
      return outcomeOf(await uploads.read(upload, upload.reading ?? {}));
    },

    /** Changes how an upload is read; runs that start from now on use it. */
    async read(name: string, reading: CsvReading): Promise<UploadedDataset> {
      return outcomeOf(await uploads.read(await uploadOf(name), reading));
    },

    /** Removes an upload; downloads and files in the datasets folder are not ours to remove. */
    async remove(name: string): Promise<void> {
      if (!(await uploads.remove(name))) throw new AppError('not_found', `There is no uploaded dataset "${name}".`);
    },

    /** Stops downloads; the next start of the server can go on with them. */
    async close(): Promise<void> {
      await Promise.all([downloads.close(), inspector.close()]);
    },
  };

  async function uploadOf(name: string): Promise<Upload> {
    const upload = await uploads.get(name);
    if (!upload) throw new AppError('not_found', `There is no uploaded dataset "${name}".`);
    return upload;
  }

  async function filesOf(name: string): Promise<Record<string, string>> {
    const entry = entryOf(name);
    if (entry) return (await finder.locate(entry)).files;
    const upload = await uploads.get(name);
    const table = upload && (await uploads.path(upload));
    if (table === undefined)
      throw new AppError('dataset_unavailable', `The file of the upload "${name}" is gone: upload it again.`);
    return { table };
  }

  function unavailable({ name, title, error, state, progress }: DatasetInfo): AppError {
    const message = error ?? `${title} is being downloaded: launch again when it is there.`;
    return new AppError('dataset_unavailable', message, { dataset: name, state, progress, folders: finder.folders });
  }

  async function unknownName(value: string): Promise<FieldError> {
    const names = [...catalog, ...(await uploads.list())].map((each) => each.name);
    return { path: '/dataset/name', message: `must be one of ${names.join(', ')}`, value };
  }
}

function outcomeOf(upload: Upload): UploadedDataset {
  const { columns: _, ...inspection } = upload.inspection;
  return { dataset: uploadInfo(upload), ...inspection };
}

export type DatasetService = ReturnType<typeof createDatasetService>;

function invalid(fields: FieldError[]): AppError {
  const [first] = fields;
  return new AppError('invalid', `body ${first?.path} ${first?.message}.`, { in: 'body', fields });
}
