import type { Task } from '../../shared/training/dataset.ts';

/** Rows as they were read, before split and scaling. */
export interface Rows {
  count: number;
  /**
   * [count, features], row by row; images as height × width × channels. What the engine gets is
   * `inputs / unit`, so that pixels can stay bytes until they are copied. NaN is a missing value. Numbers of a table
   * stay float64 until they are scaled: seconds since 1970 that lie 10 s apart are the same float32.
   */
  inputs: Uint8Array | Float32Array | Float64Array;
  unit: number;
  /** Class index of each row, or the value to predict. */
  targets: Int32Array | Float32Array | Float64Array;
}

/** A dataset as its source gives it. */
export interface Labelled {
  task: Task;
  features: number;
  /** Of the classes, by index; null for regression. */
  classNames: string[] | null;
  /** Of each input, in order; null for images. */
  featureNames: string[] | null;
  /** Height, width, channels, for images. */
  image: [number, number, number] | null;
  /** What training, validation and, unless `test` is there, test examples are drawn from. */
  rows: Rows;
  /** The test set that the dataset comes with. */
  test: Rows | null;
  warnings: string[];
}
