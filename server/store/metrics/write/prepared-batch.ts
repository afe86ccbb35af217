import { crc32 } from 'node:zlib';
import type { Batch, FloatBatch } from '../../../../shared/ingest.ts';
import { addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { fromBatch, type Points, sortInPieces } from '../points/points.ts';
import { type EncodedHistogram, encodeStored } from '../tables/histograms.ts';

export type Content = Pick<Batch | FloatBatch, 'series' | 'histograms' | 'events' | 'logs'>;

/** The points of one series of a batch as they are stored. */
export interface PreparedSeries {
  key: string;
  /** Points as they came, among them those whose step came again. */
  sent: number;
  /** In order of step, each step once. */
  points: Points;
  firstTime: number;
}

/** What can be known of a batch without the run that it belongs to. */
export interface PreparedBatch {
  /** The CRC-32 of everything in it that is stored. */
  crc: number;
  sent: number;
  series: PreparedSeries[];
  histograms: EncodedHistogram[];
}

/** Points that are worked on at once, which takes about a millisecond. */
export const PIECE_POINTS = 16_384;
/** Log lines, marks and histograms of one piece. */
const PIECE_RECORDS = 500;
/** Histograms that are encoded at once. */
const PIECE_HISTOGRAMS = 100;

/** Prepares a batch; yields between pieces of the work, so that a large one can be prepared while requests go on. */
export function* prepareBatch(content: Content): Generator<undefined, PreparedBatch> {
  const received = Object.entries(content.series ?? {}).map(([key, columns]) => [key, fromBatch(columns)] as const);
  const crc = yield* contentCrc(content, received);
  const series: PreparedSeries[] = [];
  let sent = 0;
  for (const [key, unsorted] of received) {
    const points = yield* sortInPieces(unsorted, PIECE_POINTS);
    if (points.steps.length === 0) continue;
    sent += unsorted.steps.length;
    series.push({ key, sent: unsorted.steps.length, points, firstTime: lowestOf(points.times) });
    yield;
  }
  return { crc, sent, series, histograms: yield* encodeHistograms(content.histograms ?? []) };
}

function* encodeHistograms(histograms: NonNullable<Content['histograms']>): Generator<undefined, EncodedHistogram[]> {
  const encoded: EncodedHistogram[] = [];
  for (const [index, histogram] of histograms.entries()) {
    encoded.push(encodeStored(histogram));
    if ((index + 1) % PIECE_HISTOGRAMS === 0) yield;
  }
  return encoded;
}

/** What points sum up to. */
export function* sumUp(points: Points): Generator<undefined, Bucket> {
  const bucket = emptyBucket();
  const count = points.steps.length;
  for (let from = 0; from < count; from += PIECE_POINTS) {
    addPoints(bucket, points, from, Math.min(from + PIECE_POINTS, count));
    yield;
  }
  return bucket;
}

/** Does all pieces of a work at once. */
export function finish<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Does a work piece by piece; `pause` is awaited in between. */
export async function inPieces<Result>(
  work: Generator<undefined, Result>,
  pause: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
}

/** That of the JSON text of all records, followed by the names and columns of the series. */
function* contentCrc(
  { histograms = [], events = [], logs = [] }: Content,
  received: readonly (readonly [string, Points])[],
): Generator<undefined, number> {
  let crc = 0;
  for (const [index, records] of [histograms, events, logs].entries()) {
    crc = crc32(index === 0 ? '[[' : ',[', crc);
    for (let from = 0; from < records.length; from += PIECE_RECORDS) {
      const text = JSON.stringify(records.slice(from, from + PIECE_RECORDS));
      crc = crc32(from === 0 ? text.slice(1, -1) : `,${text.slice(1, -1)}`, crc);
      yield;
    }
    crc = crc32(']', crc);
  }
  crc = crc32(']', crc);
  for (const [key, { steps, times, values }] of received) {
    crc = crc32(key, crc);
    for (const column of [steps, times, values]) crc = crc32(column, crc);
    yield;
  }
  return crc;
}

function lowestOf(times: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) < lowest) lowest = times[i] as number;
  return lowest;
}
