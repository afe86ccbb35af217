import { nameOf, textOf } from '../../shared/studies/words.ts';
import { formatValue } from '../core/format.ts';

/** A value as it stands in a table. */
export function valueText(value: unknown): string {
  return typeof value === 'number' ? formatValue(value) : textOf(value);
}

/** `learningRate 0.01 · momentum 0.9`. */
export function valuesInWords(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([at, value]) => `${nameOf(at)} ${valueText(value)}`)
    .join(' · ');
}
