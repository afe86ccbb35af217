import { type TSchema, Type } from 'typebox';
import { ErrorBody } from '../../shared/errors.ts';
import { RunId } from '../../shared/run.ts';

/** The answers of a route: the good ones by status, and the one body of every bad one. */
export function answers<Good extends Record<number, TSchema>>(good: Good) {
  return { ...good, '4xx': ErrorBody, '5xx': ErrorBody };
}

/** The address of one run. */
export const ById = Type.Object({ id: RunId });

/** An answer without a body. */
export const Nothing = Type.Null({ description: 'Done.' });
