import { decimalExponent, formatShort, formatValue } from '../../core/format.ts';

export interface Tick {
  value: number;
  /** Several lines are drawn below each other. */
  label: string | string[];
}

/** An axis from `min` to `max`, with labels that differ from each other. */
export interface Division {
  min: number;
  max: number;
  ticks: Tick[];
}

/** A distance of ticks as `mantissa · 10^exponent`, so that each tick is the number that its decimal digits name. */
interface Step {
  mantissa: number;
  exponent: number;
  size: number;
}

/** An axis that reaches this far shortens its numbers where that is exact, as 1.25M; one of whole numbers, such as steps, sooner. */
const LEAST_SHORT = 1e6;
const LEAST_SHORT_WHOLE = 1e5;
/** Beyond trillions no word is shorter. */
const MOST_SHORT = 1e15;
const MANTISSAS = [1, 2, 5] as const;
/** The axis of a single value reaches this share of the value to both sides. */
const ROOM_OF_ONE = 0.05;
/** An axis of which more than this share is empty is divided once more. */
const MOST_EMPTY = 0.3;
/** A step that is too small by nothing but rounding is large enough. */
const ALMOST = 1 - 1e-9;

/** The limits between which values from `low` to `high` are drawn: never equal, never infinite. */
export function limitsAround(low: number, high: number): [number, number] {
  if (low < high) return [low, high];
  const room = Math.abs(low) * ROOM_OF_ONE || (low === 0 ? 1 : Number.MIN_VALUE);
  return [clamp(low - room), clamp(high + room)];
}

/**
 * Where a value lies on the way from `min`, 0, to `max`, 1. Halved before the distance is taken where that is
 * beyond float64.
 */
export function shareOf(value: number, min: number, max: number): number {
  const span = max - min;
  return Number.isFinite(span) ? (value - min) / span : (value / 2 - min / 2) / (max / 2 - min / 2);
}

/** The value at a share of the way from `min` to `max`. */
export function valueAt(share: number, min: number, max: number): number {
  return min * (1 - share) + max * share;
}

/** At most `most + 1` round values from `min` to `max`. With `whole`, none between whole numbers. */
export function linearTicks(min: number, max: number, most: number, whole = false): Tick[] {
  const step = stepFor(min, max, most, whole);
  return labelled(multiples(step, min, max, most), step, whole ? LEAST_SHORT_WHOLE : LEAST_SHORT);
}

/** All in one form: 10M stands above 8M, not 1e+7 above 8,000,000. */
function labelled(values: readonly number[], step: Step, leastShort: number): Tick[] {
  const most = Math.max(...values.map(Math.abs));
  const isLarge = most >= leastShort && most < MOST_SHORT;
  const isShort = isLarge && values.every((value) => Number(value.toPrecision(3)) === value);
  return values.map((value) => ({ value, label: isShort ? formatShort(value) : labelOf(value, step) }));
}

/**
 * `min` and `max` moved outwards to ticks, at most `most` parts apart; one more where these would leave much of the axis
 * empty, as values from −0.01 to 1 on an axis from −0.5.
 */
export function roundDivision(min: number, max: number, most: number): Division {
  const usual = divisionWithin(min, max, most);
  const finer = divisionWithin(min, max, most + 1);
  const [empty, left] = [emptyShare(usual, min, max), emptyShare(finer, min, max)];
  return empty > MOST_EMPTY || (left === 0 && empty > 0) ? finer : usual;
}

function divisionWithin(min: number, max: number, most: number): Division {
  for (let parts = most; parts > 0; parts--) {
    const step = stepFor(min, max, parts, false);
    const [first, last] = [Math.floor(partsUpTo(min, step)), Math.ceil(partsUpTo(max, step))];
    const [low, high] = [decimal(first * step.mantissa, step.exponent), decimal(last * step.mantissa, step.exponent)];
    if (last - first > most || !Number.isFinite(low) || !Number.isFinite(high)) continue;
    const limits = { min: Math.min(min, low), max: Math.max(max, high) };
    const ticks = multiples(step, limits.min, limits.max, most + 1);
    return { ...limits, ticks: labelled(ticks, step, LEAST_SHORT) };
  }
  return { min, max, ticks: linearTicks(min, max, most) };
}

/** The share of an axis that lies beyond the values from `low` to `high`. */
function emptyShare({ min, max }: Division, low: number, high: number): number {
  return 1 - (shareOf(high, min, max) - shareOf(low, min, max));
}

/** How many steps lead to a value; a whole number where it is one but for rounding, as 0.6 / 0.1. */
function partsUpTo(value: number, { size }: Step): number {
  const parts = value / size;
  const whole = Math.round(parts);
  return Math.abs(parts - whole) <= Math.abs(whole) * (1 - ALMOST) ? whole : parts;
}

/** Powers of ten from `min` to `max`, both above 0; also twice and five times those, or evenly spaced values, where they are few. */
export function logTicks(min: number, max: number, most: number): Tick[] {
  const [first, last] = [decimalExponent(min), decimalExponent(max)];
  const every = Math.max(1, Math.ceil((last - first) / most));
  const mantissas = last - first < 3 ? MANTISSAS : [1];
  const values: number[] = [];
  for (let exponent = Math.ceil(first / every) * every; exponent <= last; exponent += every)
    for (const mantissa of mantissas) values.push(decimal(mantissa, exponent));
  const inside = values.filter((value) => value >= min && value <= max);
  if (inside.length < 2) return linearTicks(min, max, most);
  const isLarge = Math.max(...inside) >= LEAST_SHORT;
  return inside.map((value) => ({ value, label: isLarge ? largeLabel(value, max) : formatValue(value, 1) }));
}

/** On a logarithmic axis that reaches millions: 1, 1K, 1M, and powers of ten where no word is shorter. */
function largeLabel(value: number, max: number): string {
  if (value < 1000) return formatValue(value, 1);
  return max < MOST_SHORT ? formatShort(value) : value.toExponential();
}

/** The smallest round step that divides the axis into at most `most` parts. */
function stepFor(min: number, max: number, most: number, whole: boolean): Step {
  const least = Math.max(clamp(max / most - min / most) * ALMOST, whole ? 1 : Number.MIN_VALUE);
  for (let exponent = decimalExponent(least); ; exponent++) {
    for (const mantissa of MANTISSAS) {
      const size = decimal(mantissa, exponent);
      if (size >= least) return { mantissa, exponent, size };
    }
  }
}

function multiples({ mantissa, exponent, size }: Step, min: number, max: number, most: number): number[] {
  const first = Math.floor(min / size); // the quotient may be rounded beyond the whole number that it is
  const values = Array.from({ length: most + 3 }, (_, index) => decimal((first + index) * mantissa, exponent));
  // Where the step comes near the precision of float64, neighbours are the same number.
  return [...new Set(values)].filter((value) => value >= min && value <= max);
}

/** Rounded no further than the distance of the ticks. */
function labelOf(value: number, { exponent }: Step): string {
  return formatValue(value, value === 0 ? 1 : Math.max(1, decimalExponent(value) - exponent + 1));
}

function decimal(mantissa: number, exponent: number): number {
  return Number(`${mantissa}e${exponent}`);
}

function clamp(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
