import { describe, expect, test } from 'vitest';
import { createSeriesCheck } from '../../../server/alerts/conditions.ts';
import { checkRun } from '../../../server/alerts/run-conditions.ts';
import type { AlertCondition } from '../../../shared/alert.ts';
import { conditionInWords } from '../../../shared/alert-words.ts';

type Point = [step: number, value: number, time?: number];

/** What a condition finds after each of the pieces in which points come. */
function findings(condition: AlertCondition, ...pieces: Point[][]) {
  const check = createSeriesCheck(condition);
  if (!check) throw new Error('the condition is about no series');
  return pieces.map((points) => {
    check.take({
      step: Float64Array.from(points, ([step]) => step),
      value: Float64Array.from(points, ([, value]) => value),
      time: Float64Array.from(points, ([step, , time]) => time ?? step * 1000),
    });
    return check.look();
  });
}

const numbered = (values: number[], from = 1): Point[] => values.map((value, index) => [from + index, value]);

describe('above and below', () => {
  const above = { kind: 'threshold', metric: 'loss', side: 'above', value: 2, seconds: 0 } as const;

  test('at once: while the latest value is past the limit, not when it is on it', () => {
    expect(findings(above, [[1, 2]], [[2, 2.5]], [[3, 1]], [[4, Number.NaN]], [[5, Number.POSITIVE_INFINITY]])).toEqual(
      [
        null,
        { message: 'loss is above 2: 2.5 at step 2', step: 2 },
        { message: 'loss was above 2: 2.5 at step 2', step: 2, overSince: 2 },
        null,
        { message: 'loss is above 2: Infinity at step 5', step: 5 },
      ],
    );
    expect(findings({ ...above, side: 'below' }, [[1, 1.23456789]])).toEqual([
      { message: 'loss is below 2: 1.235 at step 1', step: 1 },
    ]);
  });

  test('what is over since the last look was found too, once', () => {
    expect(
      findings(
        above,
        [
          [1, 1],
          [2, 5],
          [3, 6],
          [4, 1],
        ],
        [[5, 1]],
      ),
    ).toEqual([{ message: 'loss was above 2: 6 at step 3', step: 3, overSince: 2 }, null]);
  });

  test('what was over and is true again since the last look is true', () => {
    const apart: Point[] = [
      [2, 1],
      [3, 6],
    ];
    const now = { message: 'loss is above 2: 6 at step 3', step: 3 };
    expect(findings(above, [[1, 5], ...apart], [[4, 1]])).toEqual([
      now,
      { message: 'loss was above 2: 6 at step 3', step: 3, overSince: 3 },
    ]);
    expect(findings(above, [[1, 5]], apart).at(-1)).toEqual(now);
  });

  test('for a while: by the times of the points, and without a point within in between', () => {
    const long = { ...above, seconds: 10 };
    expect(findings(long, [[1, 3, 0]], [[2, 3, 9999]], [[3, 3, 10_000]])).toEqual([
      null,
      null,
      { message: 'loss is above 2 for 10 s: 3 at step 3', step: 3 },
    ]);
    expect(
      findings(
        long,
        [
          [1, 3, 0],
          [2, 1, 5000],
          [3, 3, 6000],
          [4, 3, 15_000],
        ],
        [[5, 3, 16_000]],
      ),
    ).toMatchObject([null, { step: 5 }]);
  });
});

describe('a plateau', () => {
  const plateau = { kind: 'plateau', metric: 'val/loss', goal: 'min', points: 3, tolerance: 0.1 } as const;

  test('is as many points without an improvement beyond the tolerance, and ends with one', () => {
    expect(findings(plateau, numbered([1, 0.95, 0.91]), numbered([0.9], 4), numbered([0.89], 5))).toEqual([
      null,
      { message: 'val/loss has not improved for 3 points: best 1 at step 1', step: 4 },
      null,
    ]);
  });

  test('small steps are an improvement once they add up to more than the tolerance', () => {
    expect(findings(plateau, numbered([1, 0.95, 0.89, 0.85, 0.8]))).toEqual([null]);
  });

  test('goes the other way for what is better when higher', () => {
    const up = { ...plateau, metric: 'acc', goal: 'max', tolerance: 0 } as const;
    expect(findings(up, numbered([0.5, 0.6, 0.6, 0.6]), numbered([0.6], 5), numbered([0.61], 6))).toMatchObject([
      null,
      { message: 'acc has not improved for 3 points: best 0.6 at step 2' },
      null,
    ]);
  });

  test('NaN is no improvement, and no plateau by itself', () => {
    expect(findings(plateau, numbered([Number.NaN, Number.NaN, Number.NaN, Number.NaN]))).toEqual([null]);
    expect(findings(plateau, numbered([1, Number.NaN, Number.NaN, Number.NaN]))).toMatchObject([{ step: 4 }]);
  });
});

test('a metric that was NaN once stays found', () => {
  const nan = { kind: 'nan', metric: 'loss' } as const;
  expect(
    findings(
      nan,
      [[1, 1]],
      [
        [2, Number.NaN],
        [3, 1],
      ],
      [[4, 1]],
    ),
  ).toEqual([null, { message: 'loss is NaN at step 2', step: 2 }, { message: 'loss is NaN at step 2', step: 2 }]);
});

describe('of a run as a whole', () => {
  const run = { state: 'running' as const, reason: null, createdAt: 0, startedAt: 1000 };
  const summary = (nonFinite: number) => ({
    ...{ last: 1, lastStep: 1, min: 1, argmin: 1, max: 1, argmax: 1, mean: 1, count: 3 },
    nonFinite,
  });
  const activity = { summary: { 'train/loss': summary(0), other: summary(0) }, maxStep: 7, heartbeatAt: 5000 };
  const at = { now: 65_000, since: 0 };
  const failed = (code: 'diverged' | 'error') => ({
    ...run,
    state: 'failed' as const,
    reason: { code, message: 'It broke.' },
  });

  test.each<[string, AlertCondition, object, object, string | null]>([
    ['a training that diverged', { kind: 'diverged' }, failed('diverged'), {}, 'diverged: It broke.'],
    ['is not one that crashed', { kind: 'crashed' }, failed('diverged'), {}, null],
    ['a script that failed', { kind: 'crashed' }, failed('error'), {}, 'failed: It broke.'],
    ['has not diverged', { kind: 'diverged' }, failed('error'), {}, null],
    [
      'a loss that is NaN',
      { kind: 'diverged' },
      {},
      { summary: { 'train/loss': summary(1) } },
      'diverged: train/loss is not finite',
    ],
    [
      'another metric that is NaN',
      { kind: 'diverged' },
      {},
      { summary: { ...activity.summary, other: summary(1) } },
      null,
    ],
    [
      'any metric that is NaN',
      { kind: 'nan' },
      {},
      { summary: { ...activity.summary, other: summary(2) } },
      'other is not finite',
    ],
    ['a run that finished', { kind: 'finished' }, { state: 'finished' }, {}, 'finished after step 7'],
    ['one without a step', { kind: 'finished' }, { state: 'finished' }, { maxStep: null }, 'finished'],
    ['one that was stopped has not finished', { kind: 'finished' }, { state: 'stopped' }, {}, null],
    ['silence', { kind: 'silent', seconds: 60 }, {}, {}, 'has been silent for 60 s'],
    ['a shorter one', { kind: 'silent', seconds: 61 }, {}, {}, null],
    ['of a run that ended', { kind: 'silent', seconds: 10 }, { state: 'finished' }, {}, null],
    [
      'since its start, before any sign',
      { kind: 'silent', seconds: 64 },
      {},
      { heartbeatAt: null },
      'has been silent for 64 s',
    ],
  ])('%s', (_name, condition, ofRun, logged, message) => {
    const found = checkRun(condition, { run: { ...run, ...ofRun }, activity: { ...activity, ...logged }, ...at });
    expect(found?.message ?? null).toBe(message);
  });

  test('the silence of a server that was away is not the run’s', () => {
    const condition = { kind: 'silent', seconds: 30 } as const;
    expect(checkRun(condition, { run, activity, now: 65_000, since: 40_000 })).toBeNull();
    expect(checkRun(condition, { run, activity, now: 70_000, since: 40_000 })).not.toBeNull();
  });
});

test.each<[AlertCondition, string]>([
  [{ kind: 'threshold', metric: 'loss', side: 'below', value: 0.5, seconds: 120 }, 'loss is below 0.5 for 2 min'],
  [{ kind: 'threshold', metric: 'loss', side: 'above', value: 2, seconds: 0 }, 'loss is above 2'],
  [
    { kind: 'plateau', metric: 'acc', goal: 'max', points: 5, tolerance: 0.01 },
    'acc does not get higher by more than 0.01 for 5 points',
  ],
  [{ kind: 'plateau', metric: 'loss', goal: 'min', points: 5, tolerance: 0 }, 'loss does not get lower for 5 points'],
  [{ kind: 'silent', seconds: 90 }, 'a run is silent for 90 s'],
  [{ kind: 'silent', seconds: 7200 }, 'a run is silent for 2 h'],
  [{ kind: 'nan' }, 'any metric is NaN or infinite'],
  [{ kind: 'crashed' }, 'a run crashes or fails'],
])('%j in words', (condition, words) => {
  expect(conditionInWords(condition)).toBe(words);
});
