import type { CsvReading } from '../../shared/training/csv-reading.ts';

/** Where a training thread finds its data: paths by role, already present on disk. Generated sets have no files. */
export interface DatasetSource {
  name: string;
  kind: 'bundled' | 'file' | 'generated' | 'upload';
  files: Record<string, string>;
  /** Of an upload: what is set by hand of how it is read. */
  reading?: CsvReading;
}
