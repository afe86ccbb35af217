import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type BatchBody, judgeBody } from './batch-body.ts';
import { packBatch } from './packed-batch.ts';

/** In a thread of its own: reads one batch; its columns are moved to the caller. */
export default function judge(body: BatchBody): unknown {
  const packed = packBatch(judgeBody(body));
  if ('error' in packed) return packed;
  return move({ [transferableSymbol]: packed.floats.buffer, [valueSymbol]: packed });
}
