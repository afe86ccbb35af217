import { isSame, type Parameter, type RangeParameter } from './parameter.ts';

/** Digits of a number that was drawn from a logarithmic range: more would be noise in its name. */
const DIGITS = 4;

/** The value of a parameter at a share of its range, from 0 up to but not including 1; equal shares are equally likely. */
export function valueAt(parameter: Parameter, share: number): unknown {
  if (parameter.kind === 'choice') return parameter.values[Math.floor(share * parameter.values.length)];
  const { low, high, integer } = parameter;
  const [from, to] = edges(parameter);
  const exact = from + share * (to - from);
  const value = parameter.log ? Math.exp(exact) : exact;
  const rounded = integer ? Math.round(value) : roundOff(value, parameter);
  return Math.min(high, Math.max(low, rounded));
}

/** Where a value lies in its range, from 0 to 1: the middle of what `valueAt` makes the same value of. */
export function shareOf(parameter: Parameter, value: unknown): number {
  if (parameter.kind === 'choice') {
    const index = parameter.values.findIndex((each) => isSame(each, value));
    return (Math.max(0, index) + 0.5) / parameter.values.length;
  }
  const [from, to] = edges(parameter);
  const at = parameter.log ? Math.log(Number(value)) : Number(value);
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** The values that a grid takes: all choices, all whole numbers, or `levels` of them evenly spaced with both ends. */
export function gridValues(parameter: Parameter): unknown[] {
  if (parameter.kind === 'choice') return parameter.values;
  const { low, high, log, levels } = parameter;
  if (levels === undefined) return Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const values = Array.from({ length: levels }, (_, index) => {
    const at = from + ((to - from) * index) / (levels - 1);
    const value = log ? Math.exp(at) : at;
    const rounded = parameter.integer ? Math.round(value) : roundOff(value, parameter);
    return Math.min(high, Math.max(low, rounded));
  });
  return [...new Set(values)];
}

/** The ends of a range on its scale; whole numbers own half a step to both sides, so that the ends are as likely as the others. */
function edges({ low, high, log, integer }: RangeParameter): [number, number] {
  const [from, to] = integer ? [low - 0.5, high + 0.5] : [low, high];
  return log ? [Math.log(from), Math.log(to)] : [from, to];
}

function roundOff(value: number, { low, high, log }: RangeParameter): number {
  if (log) return Number(value.toPrecision(DIGITS));
  const decimals = DIGITS - 1 - Math.floor(Math.log10(high - low));
  return decimals >= 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value;
}
