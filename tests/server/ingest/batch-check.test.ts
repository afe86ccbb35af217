import { expect, test } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import { checkBatch, countPoints, MAX_POINTS } from '../../../server/ingest/batch-check.ts';

const batchOf = (...lengths: number[]) => {
  const columns = (length: number) => ({
    step: Array(length).fill(1),
    time: Array(length).fill(1),
    value: Array(length).fill(0.5),
  });
  return {
    writer: 'w',
    attempt: 1,
    seq: 1,
    series: Object.fromEntries(lengths.map((length, index) => [`s${index}`, columns(length)])),
  };
};

test('a million points are taken, one more is refused', () => {
  expect(countPoints(checkBatch(batchOf(MAX_POINTS / 2, MAX_POINTS / 2)))).toBe(MAX_POINTS);
  expect(() => checkBatch(batchOf(MAX_POINTS / 2, MAX_POINTS / 2 + 1))).toThrow(/at most 1000000 points, not 1000001/);
});

test.each([
  [null, 0],
  [{}, 0],
  [{ series: 'loss' }, 0],
  [{ series: { a: null, b: { value: 3 } } }, 0],
  [batchOf(2, 3), 5],
])('%j claims %i points', (value, points) => {
  expect(countPoints(value)).toBe(points);
});

test('columns come out as float64, with NaN and the infinities as themselves', () => {
  const series = { a: { step: [2, 1], time: [5, 6.5], value: ['NaN', '-Infinity'] } };
  expect(checkBatch({ writer: 'w', attempt: 1, seq: 1, series }).series).toEqual({
    a: {
      step: Float64Array.of(2, 1),
      time: Float64Array.of(5, 6.5),
      value: Float64Array.of(Number.NaN, Number.NEGATIVE_INFINITY),
    },
  });
});

test('a value nested without end is refused by place, with an answer that can be sent', () => {
  const nested = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  const series = { a: { step: [1], time: [1], value: [nested] } };
  const bad = [
    { writer: 'w', attempt: 1, seq: 1, series },
    { writer: 'w', attempt: 1, seq: 1, logs: nested },
  ];
  for (const batch of bad) {
    const details = refusalOf(() => checkBatch(batch)).details;
    expect(JSON.stringify(details)).toContain('nested too deeply');
  }
});

function refusalOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test.each(['\ud800', '__proto__'])('a series cannot be called %j', (key) => {
  const series = Object.fromEntries([[key, { step: [1], time: [1], value: [1] }]]);
  const histograms = [{ key, step: 1, time: 1, edges: [0, 1], counts: [1] }];
  expect(refusalOf(() => checkBatch({ writer: 'w', attempt: 1, seq: 1, series })).code).toBe('bad_point');
  expect(refusalOf(() => checkBatch({ writer: 'w', attempt: 1, seq: 1, histograms })).code).toBe('bad_point');
});
