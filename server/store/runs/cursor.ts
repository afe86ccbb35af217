import { AppError } from '../../errors.ts';

/** Where a page of a sorted list ended: the sort values of its last row, and that row's number for ties. */
export interface Position {
  values: (string | number)[];
  number: number;
}

/** A position as the opaque text that clients send back. */
export function encodePosition({ values, number }: Position): string {
  return Buffer.from(JSON.stringify([...values, number])).toString('base64url');
}

/** @throws {AppError} `invalid` when `encodePosition` did not make the text, or for a list of other than `keys` sort keys */
export function decodePosition(cursor: string, keys: number): Position {
  const parts: unknown = parse(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(parts) && parts.length === keys + 1) {
    const values = parts.slice(0, -1);
    const number = parts.at(-1);
    if (Number.isSafeInteger(number) && values.every((each) => typeof each === 'string' || typeof each === 'number'))
      return { values, number };
  }
  throw new AppError('invalid', `"${cursor}" is not a cursor of this list`, { cursor });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // not JSON, so not a cursor
  }
}
