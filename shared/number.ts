import { Type } from 'typebox';

/**
 * A float64 as JSON can carry it: NaN and the infinities have no JSON number, so they travel as the
 * strings "NaN", "Infinity" and "-Infinity" and come back exactly.
 */
export const JsonNumber = Type.Union([Type.Number(), Type.Enum(['NaN', 'Infinity', '-Infinity'])], {
  description: 'A number, or "NaN", "Infinity", "-Infinity".',
});
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** The JSON form of any float64. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** The float64 that a JSON form stands for. */
export function fromJsonNumber(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value);
}
