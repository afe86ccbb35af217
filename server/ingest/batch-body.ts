import { BatchFormatError, decodeBatch } from '../../shared/batch-codec.ts';
import type { FloatBatch } from '../../shared/ingest.ts';
import { BATCH_RULES, JsonTextError, readJsonText } from '../../shared/json-text.ts';
import { AppError, refusedText } from '../errors.ts';
import { checkBatch, countPoints } from './batch-check.ts';

/** A batch as it was sent, inflated. */
export interface BatchBody {
  form: 'json' | 'binary';
  bytes: Uint8Array;
}

/** A batch that may be stored, or why it may not, with the points that are lost with it. */
export type Judged = { batch: FloatBatch } | { error: AppError; points: number };

/** Reads and checks a batch. Takes time and memory in proportion to its bytes, which its caller bounds. */
export function judgeBody(body: BatchBody): Judged {
  let value: unknown;
  try {
    value = body.form === 'json' ? readJson(body.bytes) : decodeBatch(body.bytes);
  } catch (error) {
    return { error: refusalOf(error), points: 0 };
  }
  return judgeBatch(value);
}

/** Checks a batch that is read already. */
export function judgeBatch(value: unknown): Judged {
  try {
    return { batch: checkBatch(value) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error, points: countPoints(value) };
  }
}

/** Names that would poison objects need no search here: nothing of a batch is merged into another object. */
function readJson(bytes: Uint8Array): unknown {
  const text = readJsonText(bytes, BATCH_RULES);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid', `The body is not JSON: ${(error as Error).message}`, { fields: [] });
  }
}

function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof JsonTextError) return refusedText(error);
  if (!(error instanceof BatchFormatError)) throw error;
  return new AppError(
    error.details ? 'bad_point' : 'invalid',
    `${error.message} Nothing was stored.`,
    error.details ?? { fields: [] },
  );
}
