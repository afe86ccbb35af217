import type { Histogram } from '../../../../shared/ingest.ts';
import { fromJsonNumber, toJsonNumber } from '../../../../shared/number.ts';
import { decodeColumn, encodeColumn } from './column-codec.ts';
import { WordReader, WordWriter, wordsOf } from './words.ts';

/** A histogram without what has columns of its own: key, step and edges. */
export type HistogramBody = Omit<Histogram, 'key' | 'step' | 'edges'>;

/** Which optional fields follow, in the first word. */
const HAS = { nonFinite: 1, mean: 2, std: 4 } as const;

/** Counts in as few bits as the largest needs. */
export function encodeHistogram({ time, counts, nonFinite, mean, std }: HistogramBody): Buffer {
  const out = new WordWriter();
  out.word(
    (nonFinite === undefined ? 0 : HAS.nonFinite) |
      (mean === undefined ? 0 : HAS.mean) |
      (std === undefined ? 0 : HAS.std),
  );
  out.float(time);
  if (nonFinite !== undefined) out.float(nonFinite);
  if (mean !== undefined) out.float(fromJsonNumber(mean));
  if (std !== undefined) out.float(fromJsonNumber(std));
  encodeColumn(out, Float64Array.from(counts));
  return Buffer.from(out.bytes());
}

export function decodeHistogram(data: Buffer, edgeCount: number): HistogramBody {
  const from = new WordReader(wordsOf(data));
  const has = from.word();
  const time = from.float();
  return {
    time,
    ...((has & HAS.nonFinite) !== 0 && { nonFinite: from.float() }),
    ...((has & HAS.mean) !== 0 && { mean: toJsonNumber(from.float()) }),
    ...((has & HAS.std) !== 0 && { std: toJsonNumber(from.float()) }),
    counts: [...decodeColumn(from, new Float64Array(edgeCount - 1))],
  };
}

/** Edges as the run's histograms share them: how many, then their column. */
export function encodeEdges(edges: readonly number[]): Buffer {
  const out = new WordWriter();
  out.word(edges.length);
  encodeColumn(out, Float64Array.from(edges));
  return Buffer.from(out.bytes());
}

export function decodeEdges(data: Buffer): number[] {
  const from = new WordReader(wordsOf(data));
  return [...decodeColumn(from, new Float64Array(from.word()))];
}
