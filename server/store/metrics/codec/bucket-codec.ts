import { damaged } from '../../damage.ts';
import { type Bucket, HUGE_UNIT } from '../points/bucket.ts';

const FIELDS = [
  'count',
  'nonFinite',
  'firstStep',
  'firstTime',
  'first',
  'lastStep',
  'lastTime',
  'last',
  'min',
  'argmin',
  'max',
  'argmax',
  'sum',
] as const;
const WIDTH = FIELDS.length + 1;
/** Bits of the last column. */
const ORDERED = 1;
const HUGE_SUM = 2;

/** Buckets as a blob of float64 columns' rows. */
export function encodeBuckets(buckets: readonly Bucket[]): Buffer {
  const floats = new Float64Array(buckets.length * WIDTH);
  for (const [index, bucket] of buckets.entries()) {
    for (const [field, name] of FIELDS.entries()) floats[index * WIDTH + field] = bucket[name];
    floats[index * WIDTH + FIELDS.length] =
      (bucket.ordered ? ORDERED : 0) | (bucket.sumUnit === HUGE_UNIT ? HUGE_SUM : 0);
  }
  return Buffer.from(floats.buffer);
}

/** @throws {AppError} `internal` when the blob is not a whole number of buckets */
export function decodeBuckets(blob: Uint8Array): Bucket[] {
  if (blob.byteLength % (WIDTH * 8) !== 0) throw damaged(`${blob.byteLength} bytes are not whole buckets`);
  const aligned = blob.byteOffset % 8 === 0 ? blob : new Uint8Array(blob);
  const floats = new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
  return Array.from({ length: floats.length / WIDTH }, (_, index) => bucketAt(floats, index * WIDTH));
}

function bucketAt(floats: Float64Array, at: number): Bucket {
  const field = (offset: number) => floats[at + offset] as number;
  return {
    count: field(0),
    nonFinite: field(1),
    firstStep: field(2),
    firstTime: field(3),
    first: field(4),
    lastStep: field(5),
    lastTime: field(6),
    last: field(7),
    min: field(8),
    argmin: field(9),
    max: field(10),
    argmax: field(11),
    sum: field(12),
    sumUnit: (field(13) & HUGE_SUM) === 0 ? 1 : HUGE_UNIT,
    ordered: (field(13) & ORDERED) !== 0,
  };
}
