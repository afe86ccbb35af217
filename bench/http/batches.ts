import { encodeBatch } from '../../shared/batch-codec.ts';
import type { Batch } from '../../shared/ingest.ts';

export interface BatchShape {
  series: number;
  points: number;
}

/** Batch number `seq` of a writer: losses as training logs them, falling and noisy, computed in float32. */
export function batchOf(writer: string, seq: number, { series, points }: BatchShape): Batch {
  const from = (seq - 1) * points + 1;
  const step = Array.from({ length: points }, (_, index) => from + index);
  const time = step.map((each) => 1.7e12 + each * 20 + Math.floor(Math.random() * 8));
  const columns = () => ({
    step,
    time,
    value: step.map((each) => Math.fround(2.3 * Math.exp(-each / 1e5) + 0.1 * Math.random())),
  });
  const named = Array.from({ length: series }, (_, key) => [`metric/${key}`, columns()] as const);
  return { writer, attempt: 1, seq, series: Object.fromEntries(named) };
}

export const asJson = (batch: Batch): Buffer => Buffer.from(JSON.stringify(batch));

export const asBinary = (batch: Batch): Uint8Array => encodeBatch(batch);
