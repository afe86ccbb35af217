import { AppError } from '../../errors.ts';

/** Where a page of a sorted list ended: the sort value of its last row, and that row's number for ties. */
export interface Position {
  value: string | number;
  number: number;
}

/** A position as the opaque text that clients send back. */
export function encodePosition({ value, number }: Position): string {
  return Buffer.from(JSON.stringify([value, number])).toString('base64url');
}

/** @throws {AppError} `invalid` when `encodePosition` did not make the text */
export function decodePosition(cursor: string): Position {
  const parts: unknown = parse(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(parts) && parts.length === 2) {
    const [value, number] = parts;
    if (Number.isSafeInteger(number) && (typeof value === 'string' || typeof value === 'number')) {
      return { value, number };
    }
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
