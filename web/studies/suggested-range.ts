import type { Parameter } from '../../shared/studies/parameter.ts';
import type { Setting } from './settings.ts';

type Range = Partial<Extract<Parameter, { kind: 'range' }>>;

/** Ranges that are usually searched, by the end of the pointer. */
const USUAL: readonly [RegExp, Range][] = [
  [/\/weightDecay$/, { low: 1e-6, high: 0.1, log: true }],
  [/\/beta2$/, { low: 0.9, high: 0.9999 }],
  [/\/(momentum|beta1|rho)$/, { low: 0.5, high: 0.99 }],
  [/\/dropout$/, { low: 0, high: 0.5 }],
  [/\/labelSmoothing$/, { low: 0, high: 0.2 }],
  [/\/epsilon$/, { low: 1e-10, high: 1e-4, log: true }],
  [/\/batchSize$/, { low: 16, high: 256, log: true }],
  [/\/(clipNorm|clipValue)$/, { low: 0.1, high: 10, log: true }],
  [/\/seed$/, { low: 1, high: 5 }],
];
/** A rate is looked for this far to both sides of the one that is set. */
const RATE_DECADES = 2;

/** What a study may sensibly vary a setting within, to begin with. */
export function suggestedParameter(setting: Setting): Parameter {
  const { at, kind, value, choices } = setting;
  if (kind === 'list') return { kind: 'choice', at, values: listsAround(value) };
  if (kind === 'choice') return { kind: 'choice', at, values: choices };
  const range = clipped(rangeOf(at, Number(value ?? 1), kind === 'integer'), setting);
  return { kind: 'range', at, ...range, ...(kind === 'integer' && { integer: true }) } as Parameter;
}

function rangeOf(at: string, value: number, isWhole: boolean): Range {
  if (/\/learningRate$/.test(at)) {
    const middle = Math.round(Math.log10(value > 0 ? value : 0.01));
    return { low: power(middle - RATE_DECADES), high: power(middle + RATE_DECADES), log: true };
  }
  const usual = USUAL.find(([end]) => end.test(at))?.[1];
  if (usual) return usual;
  if (isWhole) return { low: Math.max(1, Math.round(value / 2)), high: Math.max(2, Math.round(value * 2)) };
  return value > 0 ? { low: round(value / 10), high: round(value * 10), log: true } : { low: 0, high: 1 };
}

function clipped({ low = 0, high = 1, ...range }: Range, setting: Setting): Range {
  const [least, most] = [Math.max(low, setting.low), Math.min(high, setting.high)];
  return least < most ? { ...range, low: least, high: most } : { ...range, low, high };
}

function listsAround(value: unknown): unknown[] {
  const list = Array.isArray(value) && value.length > 0 ? (value as number[]) : [64];
  return [list.map((width) => Math.max(1, Math.round(width / 2))), list, list.map((width) => width * 2)];
}

const power = (exponent: number) => Number(`1e${exponent}`);
const round = (value: number) => Number(value.toPrecision(3));
