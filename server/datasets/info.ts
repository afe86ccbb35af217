import type { CatalogEntry } from '../../shared/training/catalog-entry.ts';
import type { DatasetInfo } from '../../shared/training/dataset.ts';
import type { DownloadState } from './downloads.ts';
import type { Upload } from './uploads.ts';

/** What the API says of a dataset of the catalog. `missing` describes what is not there, if anything. */
export function catalogInfo(
  entry: CatalogEntry,
  missing: string | null,
  download: DownloadState | undefined,
): DatasetInfo {
  const { name, title, description, kind, task, examples, testExamples, features, licence, source } = entry;
  return {
    name,
    title,
    description,
    kind,
    task,
    examples,
    testExamples,
    features,
    classes: entry.classNames?.length ?? null,
    classNames: entry.classNames ? [...entry.classNames] : null,
    image: entry.image ? [...entry.image] : null,
    options: { limit: examples, noise: entry.noise, testShare: testExamples === null, target: null },
    licence,
    source,
    files: filesOf(entry),
    ...availability(missing, download),
  };
}

/** What the API says of an upload. The last column that can be learned is its likely target. */
export function uploadInfo({ name, bytes, sha256, uploadedAt, inspection, reading }: Upload): DatasetInfo {
  const { columns, rows } = inspection;
  const target = columns.findLast(({ type }) => type !== 'text') ?? columns.at(-1);
  return {
    name,
    title: name,
    description: `${counted(rows, 'row')} and ${counted(columns.length, 'column')}, uploaded ${uploadedAt}.`,
    kind: 'upload',
    task: target?.targetTask ?? 'classification',
    examples: rows,
    testExamples: null,
    features: null,
    classes: null,
    classNames: null,
    image: null,
    options: { limit: rows, noise: null, testShare: true, target: target?.name ?? null },
    licence: 'your own',
    source: `Uploaded, ${bytes} bytes, SHA-256 ${sha256}`,
    state: 'ready',
    progress: null,
    error: null,
    files: [],
    columns,
    ...(reading && { reading }),
  };
}

/** Files that serve two roles are told once. */
function filesOf({ files }: CatalogEntry): DatasetInfo['files'] {
  const byPath = new Map(
    files.flatMap(({ downloads }) => {
      const [first] = downloads;
      if (!first) return [];
      const { path, bytes, sha256 = null } = first;
      return [[path, { path, bytes, sha256, addresses: downloads.map(({ address }) => address) }] as const];
    }),
  );
  return [...byPath.values()];
}

function availability(
  missing: string | null,
  download: DownloadState | undefined,
): Pick<DatasetInfo, 'state' | 'progress' | 'error'> {
  if (missing === null) return { state: 'ready', progress: null, error: null };
  if (!download) return { state: 'downloadable', progress: null, error: missing };
  const { receivedBytes, totalBytes, error } = download;
  return { state: error === null ? 'downloading' : 'failed', progress: { receivedBytes, totalBytes }, error };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
