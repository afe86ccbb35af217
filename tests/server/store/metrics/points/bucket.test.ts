import { expect, test } from 'vitest';
import { decodeBuckets, encodeBuckets } from '../../../../../server/store/metrics/codec/bucket-codec.ts';
import {
  addBucket,
  addPoints,
  type Bucket,
  emptyBucket,
  meanOf,
} from '../../../../../server/store/metrics/points/bucket.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

function bucketOf(...points: [step: number, time: number, value: number][]): Bucket {
  const column = (index: number) => Float64Array.from(points, (point) => point[index] as number);
  return addPoints(emptyBucket(), { steps: column(0), times: column(1), values: column(2) });
}

test('a bucket sums up its points; what is not finite is counted and otherwise left out', () => {
  expect(bucketOf([1, 10, 2], [2, 11, nan], [4, 12, -1], [5, 13, 2], [6, 14, inf])).toEqual({
    count: 5,
    nonFinite: 2,
    firstStep: 1,
    firstTime: 10,
    first: 2,
    lastStep: 6,
    lastTime: 14,
    last: inf,
    min: -1,
    argmin: 4,
    max: 2,
    argmax: 1,
    sum: 3,
    sumUnit: 1,
    ordered: true,
  });
});

test.each<[string, [number, number, number][], number]>([
  [
    'in the middle',
    [
      [1, 1, 5],
      [2, 2, 1],
      [3, 3, nan],
      [4, 4, 9],
    ],
    2,
  ],
  [
    'before equal extremes',
    [
      [1, 1, 5],
      [2, 2, 5],
      [3, 3, 5],
    ],
    1,
  ],
  [
    'after nothing',
    [
      [1, 1, 5],
      [2, 2, 1],
    ],
    0,
  ],
  [
    'before nothing',
    [
      [1, 1, 5],
      [2, 2, 1],
    ],
    2,
  ],
  [
    'where times fall',
    [
      [1, 1, 5],
      [2, 9, 1],
      [3, 8, 1],
      [4, 10, 1],
    ],
    2,
  ],
  [
    'where times stand still',
    [
      [1, 1, 5],
      [2, 1, 1],
    ],
    1,
  ],
])('two buckets cut %s merge to the bucket of all points', (_, points, at) => {
  const merged = addBucket(bucketOf(...points.slice(0, at)), bucketOf(...points.slice(at)));
  expect(merged).toEqual(bucketOf(...points));
});

test('merging changes neither the bucket that is added nor one that was added to nothing', () => {
  const first = bucketOf([1, 1, 1]);
  const whole = addBucket(addBucket(emptyBucket(), first), bucketOf([2, 2, 2]));
  expect(whole.count).toBe(2);
  expect(first).toEqual(bucketOf([1, 1, 1]));
});

const MAX = Number.MAX_VALUE;

test.each<[string, number[], number]>([
  ['the same', [MAX, MAX, MAX], MAX],
  ['that cancel out', [MAX, MAX, -MAX, -MAX], 0],
  ['of a run that diverges', [2 ** 1021, 2 ** 1022, 2 ** 1023, inf], (2 ** 1021 / 3) * 7],
  ['and small ones', [MAX / 4, 1, MAX / 4, MAX / 4, MAX / 4, MAX / 4, MAX / 4, 1], (MAX / 16) * 3],
])('the mean of huge values %s does not overflow, however they are cut', (_, values, mean) => {
  const points = values.map((value, at): [number, number, number] => [at, at, value]);
  const close = (bucket: Bucket) => Math.abs((meanOf(bucket) as number) / MAX - mean / MAX) < 1e-15;
  expect(close(bucketOf(...points))).toBe(true);
  for (let cut = 0; cut <= points.length; cut++) {
    const parts = [bucketOf(...points.slice(0, cut)), bucketOf(...points.slice(cut))];
    const [first, second] = decodeBuckets(encodeBuckets(parts)) as [Bucket, Bucket];
    expect(close(addBucket(first, second))).toBe(true);
  }
});

test('buckets come back from their blob, however it lies in memory', () => {
  const buckets = [bucketOf([1, 1, nan], [2, 0, -0]), emptyBucket(), bucketOf([5, 5, 1e308])];
  const blob = encodeBuckets(buckets);
  const shifted = Buffer.concat([Buffer.alloc(3), blob]).subarray(3);
  expect(decodeBuckets(blob)).toEqual(buckets);
  expect(decodeBuckets(shifted)).toEqual(buckets);
  expect(() => decodeBuckets(blob.subarray(1))).toThrow(
    /not whole buckets. Stop the server and run: npx lossboard doctor/,
  );
});

test.each([0.001, 0.1, -0.3, 1e-300])(
  'the mean of many points that are all %d is that value, whatever the sum was rounded to',
  (value) => {
    const points = Array.from({ length: 1000 }, (_, at): [number, number, number] => [at, at, value]);
    expect(meanOf(bucketOf(...points))).toBe(value);
  },
);
