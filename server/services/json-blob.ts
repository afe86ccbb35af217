import { text } from 'node:stream/consumers';
import type { Static, TSchema } from 'typebox';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';

/**
 * A blob that a training thread wrote as JSON; null where there is none. `what` names it in the error.
 *
 * @throws {AppError} `damaged` when it is not JSON of that schema
 */
export async function readJsonBlob<Schema extends TSchema>(
  blobs: Pick<BlobStore, 'get'>,
  key: string,
  schema: Schema,
  what: string,
): Promise<Static<Schema> | null> {
  const content = await blobs.get(key);
  if (!content) return null;
  const value = parse(await text(content));
  if (value === undefined || fieldErrors(schema, value).length > 0)
    throw new AppError('damaged', `${what} is damaged: its file is not what was saved.`);
  return value as Static<Schema>;
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // not JSON
  }
}
