import type { ErrorCode } from '../../shared/errors.ts';
import type { FloatBatch, FloatColumns } from '../../shared/ingest.ts';
import { AppError } from '../errors.ts';
import type { Judged } from './batch-body.ts';

/** A judged batch as it goes from one thread to another: its columns one after the other in one buffer, which is moved. */
export type PackedBatch =
  | { rest: Omit<FloatBatch, 'series'>; counts: [key: string, points: number][]; floats: Float64Array<ArrayBuffer> }
  | { error: { code: ErrorCode; message: string; details: Record<string, unknown> | undefined }; points: number };

export function packBatch(judged: Judged): PackedBatch {
  if ('error' in judged) {
    const { code, message, details } = judged.error;
    return { error: { code, message, details }, points: judged.points };
  }
  const { series = {}, ...rest } = judged.batch;
  const entries = Object.entries(series);
  const counts = entries.map(([key, { step }]): [string, number] => [key, step.length]);
  const floats = new Float64Array(3 * counts.reduce((sum, [, points]) => sum + points, 0));
  let at = 0;
  for (const [, { step, time, value }] of entries) {
    for (const column of [step, time, value]) {
      floats.set(column, at);
      at += column.length;
    }
  }
  return { rest, counts, floats };
}

/** The batch again; its columns are parts of the one buffer. */
export function unpackBatch(packed: PackedBatch): Judged {
  if ('error' in packed) {
    const { code, message, details } = packed.error;
    return { error: new AppError(code, message, details), points: packed.points };
  }
  const { rest, counts, floats } = packed;
  if (counts.length === 0) return { batch: rest };
  let at = 0;
  const take = (points: number) => {
    at += points;
    return floats.subarray(at - points, at);
  };
  const series = counts.map(([key, points]): [string, FloatColumns] => [
    key,
    { step: take(points), time: take(points), value: take(points) },
  ]);
  return { batch: { ...rest, series: Object.fromEntries(series) } };
}
