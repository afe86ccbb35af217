import type { Task } from './dataset.ts';

/** A file that a dataset needs, at any one of `paths` below the datasets folder. */
export interface CatalogFile {
  role: string;
  /** Best first. The loader recognizes the format by the content. */
  paths: readonly string[];
  /** Download addresses, tried in order. */
  downloads: readonly Download[];
}

/**
 * An official address. Its checksum is here only where it is known for certain; where it is not, what
 * came is read, and refused unless it has the expected rows and columns.
 */
export interface Download {
  address: string;
  /** Where the file goes, one of its `paths`. */
  path: string;
  /** Size of the file, exact where there is a checksum; else about right, for the progress bar. */
  bytes: number;
  sha256?: string;
  md5?: string;
  table?: { rows: number; columns: number };
}

export interface CatalogEntry {
  name: string;
  title: string;
  description: string;
  kind: 'bundled' | 'file' | 'generated';
  task: Task;
  /** Examples to train and validate on, and to test on too unless it has a test set of its own. */
  examples: number;
  /** Size of the test set that it comes with; null when a share of the examples is taken. */
  testExamples: number | null;
  features: number;
  classNames: readonly string[] | null;
  image: readonly [number, number, number] | null;
  licence: string;
  source: string;
  files: readonly CatalogFile[];
  /** Usual noise of a generated set, a standard deviation; null when noise does not apply. */
  noise: number | null;
}
