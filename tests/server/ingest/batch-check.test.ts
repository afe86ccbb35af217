import { describe, expect, test } from 'vitest';
import { AppError } from '../../../server/errors.ts';
import {
  checkBatch,
  countPoints,
  MAX_BINS,
  MAX_CHARACTERS,
  MAX_POINTS,
  MAX_RECORDS,
} from '../../../server/ingest/batch-check.ts';

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

describe('what is stored a row each is bounded, since others wait for the transaction that stores it', () => {
  const lines = (count: number, length = 1) =>
    Array.from({ length: count }, () => ({ time: 1, level: 'info' as const, text: 'x'.repeat(length) }));
  const marks = (count: number) =>
    Array.from({ length: count }, (_, step) => ({ kind: 'note' as const, step, time: 1, text: '' }));
  const histograms = (count: number, bins = 1) =>
    Array.from({ length: count }, (_, step) => ({
      ...{ key: 'h', step, time: 1 },
      edges: Array.from({ length: bins + 1 }, (_, edge) => edge),
      counts: Array(bins).fill(1),
    }));
  const check = (content: object) => checkBatch({ writer: 'w', attempt: 1, seq: 1, ...content });

  test.each([
    ['lines, marks and histograms', { logs: lines(4000), events: marks(4000), histograms: histograms(1000) }],
    ['characters', { logs: lines(MAX_CHARACTERS / 16_384, 16_384) }],
    ['bins', { histograms: histograms(MAX_BINS / 1024, 1024) }],
  ])('as many %s as there may be are taken', (_, content) => {
    expect(check(content)).toMatchObject({ seq: 1 });
  });

  test.each([
    [
      `${MAX_RECORDS} log lines, marks and histograms (as two), not 10001`,
      { logs: lines(MAX_RECORDS), events: marks(1) },
    ],
    [`${MAX_RECORDS} log lines, marks and histograms (as two), not 10002`, { histograms: histograms(5001) }],
    [`${MAX_CHARACTERS} characters in log lines and marks`, { logs: [...lines(64, 16_384), ...lines(1)] }],
    [`${MAX_BINS} bins of histograms`, { histograms: [...histograms(256, 1024), ...histograms(1)] }],
  ])('more than %s is refused by name', (message, content) => {
    expect(() => check(content)).toThrow(
      expect.objectContaining({ code: 'too_large', message: expect.stringContaining(message) }),
    );
  });
});
