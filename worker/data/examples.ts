import type { Task } from '../../shared/training/dataset.ts';

/** How groups of inputs were moved: scaled = (value − shift) / scale. */
export interface Scaling {
  shift: Float64Array;
  scale: Float64Array;
}

/** Examples as the engine takes them. */
export interface Examples {
  count: number;
  /** [count, features], row by row; images as height × width × channels. */
  inputs: Float32Array;
  /** Class index of each example, [count]; or values, [count, outputs]. */
  targets: Int32Array | Float32Array;
}

/**
 * A dataset made ready for training: split by the seed, inputs scaled with statistics of the training part.
 *
 * Values to predict are always standardized with statistics of the training part, so that usual
 * learning rates serve: `value = target * targetScale + targetShift` gives the original unit back, and
 * an error in it is `targetScale` times the scaled one. For classes they are 0 and 1.
 */
export interface Splits {
  task: Task;
  features: number;
  /** Number of classes, or of values to predict. */
  outputs: number;
  classNames: string[] | null;
  /** Height, width, channels, for images. */
  image: [number, number, number] | null;
  train: Examples;
  validation: Examples;
  test: Examples;
  /** Of each input, in order; pixels have none. */
  featureNames: string[] | null;
  /** How the inputs were scaled, a group a feature or a channel; left out where they are as they came. */
  scaling?: Scaling;
  targetShift: number;
  targetScale: number;
  /** Warnings to show, such as rows left out and why. */
  warnings: string[];
}
