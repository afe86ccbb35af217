import { Type } from 'typebox';

/**
 * A float64 in JSON. NaN and the infinities have no JSON number, so they are the strings "NaN",
 * "Infinity" and "-Infinity".
 */
export const JsonNumber = Type.Union([Type.Number(), Type.Enum(['NaN', 'Infinity', '-Infinity'])], {
  description: 'A number, or "NaN", "Infinity", "-Infinity".',
});
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** The JSON form of any float64. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** The float64 of a JSON form. */
export function fromJsonNumber(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value);
}
