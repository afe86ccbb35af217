import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { Scaling } from './examples.ts';
import type { Parts } from './split.ts';

/** Beyond this size, or its inverse for a whole group, squares would leave float64. */
const LARGE = 1e150;
const HUGE_UNIT = 2 ** 600;

type Values = Float32Array | Float64Array | Int32Array;

/**
 * Scales the inputs of all parts in place, with statistics of the training part only, and puts the
 * training mean where a value is missing (NaN).
 *
 * There are `groups` statistics: one a feature, or one a channel for images, whose pixels share theirs
 * (per pixel, those that are hardly ever lit would be blown up). All of it is computed in float64.
 *
 * Source    standardization with 1/N variance; robust by median and interquartile range (Hyndman & Fan 1996,
 *           definition 7, as in NumPy and scikit-learn's RobustScaler); a group that never varies is divided by 1
 */
export function scaleInputs(parts: Parts, groups: number, method: DatasetChoice['scaling']): Scaling {
  const { unit, shift, scale, mean } = statistics(parts.train.inputs, groups, method);
  for (const { inputs } of [parts.train, parts.validation, parts.test]) {
    for (let i = 0; i < inputs.length; i++) {
      const group = i % groups;
      const value = Number.isNaN(inputs[i]) ? mean[group] : inputs[i] / unit[group];
      inputs[i] = (value - shift[group]) / scale[group];
    }
  }
  return inUnits({ shift, scale }, unit);
}

/**
 * Standardizes the values to predict in all parts, in place, with statistics of the training part:
 * gradients of numbers in the hundreds would make every usual learning rate diverge.
 */
export function scaleTargets(parts: Parts): { shift: number; scale: number } {
  const { unit, shift, scale } = statistics(parts.train.targets, 1, 'standardize');
  for (const { targets } of [parts.train, parts.validation, parts.test]) {
    for (let i = 0; i < targets.length; i++) targets[i] = (targets[i] / unit[0] - shift[0]) / scale[0];
  }
  const scaled = inUnits({ shift, scale }, unit);
  return { shift: scaled.shift[0], scale: scaled.scale[0] };
}

function inUnits({ shift, scale }: Scaling, unit: Float64Array): Scaling {
  return {
    shift: shift.map((value, group) => value * unit[group]),
    scale: scale.map((value, group) => value * unit[group]),
  };
}

/** Statistics of `values / unit`, where the unit is 1 unless squares of the group would overflow or vanish. */
function statistics(values: Values, groups: number, method: DatasetChoice['scaling']) {
  const unit = unitsOf(values, groups, method);
  const mean = meanOf(values, unit, (value) => value);
  const shift = new Float64Array(groups);
  const scale = new Float64Array(groups).fill(1);
  if (method === 'standardize') {
    const variance = meanOf(values, unit, (value, group) => (value - mean[group]) ** 2);
    shift.set(mean);
    scale.set(variance.map((value) => Math.sqrt(value) || 1));
  }
  if (method === 'min-max') {
    const { min, max } = rangeOf(values, groups);
    shift.set(min.map((value, group) => value / unit[group]));
    scale.set(max.map((value, group) => value / unit[group] - shift[group] || 1));
  }
  if (method === 'robust') {
    for (let group = 0; group < groups; group++) {
      const [low, middle, high] = quantilesOf(values, group, groups, [0.25, 0.5, 0.75]).map(
        (value) => value / unit[group],
      );
      shift[group] = middle;
      scale[group] = high - low || 1;
    }
  }
  return { unit, shift, scale, mean };
}

/** A power of two a group, so that dividing by it changes no bit of the digits. */
function unitsOf(values: Values, groups: number, method: DatasetChoice['scaling']): Float64Array {
  const units = new Float64Array(groups).fill(1);
  if (method === 'none' || !(values instanceof Float64Array)) return units;
  const { min, max } = rangeOf(values, groups);
  return units.map((_, group) => {
    const largest = Math.max(Math.abs(min[group]), Math.abs(max[group]));
    if (largest > LARGE) return HUGE_UNIT;
    return largest > 0 && largest < 1 / LARGE ? 1 / HUGE_UNIT : 1;
  });
}

/** Mean of `of(value / unit)` in each group, leaving out missing values; 0 where all are missing. */
function meanOf(values: Values, unit: Float64Array, of: (value: number, group: number) => number) {
  const groups = unit.length;
  const sum = new Float64Array(groups);
  const count = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    const group = i % groups;
    sum[group] += of(values[i] / unit[group], group);
    count[group] += 1;
  }
  return sum.map((total, group) => total / (count[group] || 1));
}

/** Quantiles of a group, between two values by their distance, leaving out missing ones; 0 where all are missing. */
function quantilesOf(values: Values, group: number, groups: number, shares: number[]): number[] {
  const sorted = Float64Array.from(values.filter((value, i) => i % groups === group && !Number.isNaN(value))).sort();
  if (sorted.length === 0) return shares.map(() => 0);
  return shares.map((share) => {
    const at = share * (sorted.length - 1);
    const below = sorted[Math.floor(at)];
    return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)] - below);
  });
}

function rangeOf(values: Values, groups: number) {
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
