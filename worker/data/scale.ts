import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { Parts } from './split.ts';

/** How a group of inputs was moved: scaled = (value − shift) / scale. */
export interface Scaling {
  shift: Float64Array;
  scale: Float64Array;
}

/**
 * Scales the inputs of all parts in place, with statistics of the training part only, and puts the
 * training mean where a value is missing (NaN).
 *
 * There are `groups` statistics: one a feature, or one a channel for images, whose pixels share theirs
 * (per pixel, those that are hardly ever lit would be blown up).
 *
 * Source    standardization with 1/N variance; robust by median and interquartile range (Hyndman & Fan 1996,
 *           definition 7, as in NumPy and scikit-learn's RobustScaler); a group that never varies is divided by 1
 */
export function scaleInputs(parts: Parts, groups: number, method: DatasetChoice['scaling']): Scaling {
  const { shift, scale, mean } = statistics(parts.train.inputs, groups, method);
  for (const { inputs } of [parts.train, parts.validation, parts.test]) {
    for (let i = 0; i < inputs.length; i++) {
      const group = i % groups;
      const value = Number.isNaN(inputs[i]) ? mean[group] : inputs[i];
      inputs[i] = (value - shift[group]) / scale[group];
    }
  }
  return { shift, scale };
}

/**
 * Standardizes the values to predict in all parts, in place, with statistics of the training part:
 * gradients of numbers in the hundreds would make every usual learning rate diverge.
 */
export function scaleTargets(parts: Parts): { shift: number; scale: number } {
  const { shift, scale } = statistics(parts.train.targets, 1, 'standardize');
  for (const { targets } of [parts.train, parts.validation, parts.test]) {
    for (let i = 0; i < targets.length; i++) targets[i] = (targets[i] - shift[0]) / scale[0];
  }
  return { shift: shift[0], scale: scale[0] };
}

function statistics(values: Float32Array | Int32Array, groups: number, method: DatasetChoice['scaling']) {
  const mean = meanOf(values, groups, (value) => value);
  const shift = new Float64Array(groups);
  const scale = new Float64Array(groups).fill(1);
  if (method === 'standardize') {
    const variance = meanOf(values, groups, (value, group) => (value - mean[group]) ** 2);
    shift.set(mean);
    scale.set(variance.map((value) => Math.sqrt(value) || 1));
  }
  if (method === 'min-max') {
    const { min, max } = rangeOf(values, groups);
    shift.set(min);
    scale.set(max.map((value, group) => value - min[group] || 1));
  }
  if (method === 'robust') {
    for (let group = 0; group < groups; group++) {
      const [low, middle, high] = quantilesOf(values, group, groups, [0.25, 0.5, 0.75]);
      shift[group] = middle;
      scale[group] = high - low || 1;
    }
  }
  return { shift, scale, mean };
}

/** Mean of `of(value)` in each group, leaving out missing values; 0 where all are missing. */
function meanOf(values: Float32Array | Int32Array, groups: number, of: (value: number, group: number) => number) {
  const sum = new Float64Array(groups);
  const count = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const group = i % groups;
    sum[group] += of(values[i], group);
    count[group] += 1;
  }
  return sum.map((total, group) => total / (count[group] || 1));
}

/** Quantiles of a group, between two values by their distance, leaving out missing ones; 0 where all are missing. */
function quantilesOf(values: Float32Array | Int32Array, group: number, groups: number, shares: number[]): number[] {
  const sorted = Float64Array.from(values.filter((value, i) => i % groups === group && !Number.isNaN(value))).sort();
  if (sorted.length === 0) return shares.map(() => 0);
  return shares.map((share) => {
    const at = share * (sorted.length - 1);
    const below = sorted[Math.floor(at)];
    return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - below);
  });
}

function rangeOf(values: Float32Array | Int32Array, groups: number) {
  const min = new Float64Array(groups).fill(Infinity);
  const max = new Float64Array(groups).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const group = i % groups;
    min[group] = Math.min(min[group], values[i]);
    max[group] = Math.max(max[group], values[i]);
  }
  const seen = (bound: number) => (Number.isFinite(bound) ? bound : 0);
  return { min: min.map(seen), max: max.map(seen) };
}
