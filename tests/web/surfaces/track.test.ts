import { describe, expect, test } from 'vitest';
import {
  createTrack,
  isTrackKey,
  placeAt,
  pointAt,
  type Series,
  stepsOf,
  vectorAt,
  withPoints,
} from '../../../web/surfaces/track.ts';

const series = (step: number[], value = step.map((each) => each / 10)): Series => ({ step, value });
const XY = ['x', 'y'];

describe('a track', () => {
  test('has the steps at which all coordinates are there', () => {
    const track = createTrack(
      'r',
      new Map([
        ['point/x', series([0, 1, 2])],
        ['point/y', series([0, 2, 3])],
      ]),
      XY,
    );
    expect(track.steps).toEqual([0, 2]);
    expect(pointAt(track, 1)).toEqual([0.2, 0.2]);
  });

  test('has other series at the same steps, and none between', () => {
    const all = new Map([
      ['point/x', series([0, 1, 2])],
      ['point/y', series([0, 1, 2])],
      ['update/x', series([1, 2])],
      ['update/y', series([1, 2])],
      ['loss', series([0, 2], [5, 7])],
    ]);
    const track = createTrack('r', all, XY);
    expect([...(track.column('loss') ?? [])]).toEqual([5, Number.NaN, 7]);
    expect(vectorAt(track, 'update', 0, XY)).toBeNull();
    expect(vectorAt(track, 'update', 2, XY)).toEqual([0.2, 0.2]);
    expect(track.column('velocity/x')).toBeNull();
  });

  test('is empty without points', () => {
    expect(createTrack('r', new Map(), XY).steps).toEqual([]);
  });
});

test('the place of a step is that of the last which is not after it', () => {
  expect([-1, 0, 3, 5, 6, 99].map((step) => placeAt([0, 5, 6], step))).toEqual([-1, 0, 0, 1, 2, 2]);
});

test('runs are stepped through together', () => {
  const of = (steps: number[]) => createTrack('r', new Map([['point/x', series(steps)]]), ['x']);
  expect(stepsOf([of([0, 1, 2]), of([0, 2, 4])])).toEqual([0, 1, 2, 4]);
});

test('new points follow, and the last write of a step wins', () => {
  expect(withPoints(series([0, 1]), series([2]))).toEqual(series([0, 1, 2]));
  expect(withPoints(series([0, 1]), { step: [1], value: [9] })).toEqual({ step: [0, 1], value: [0, 9] });
  expect(withPoints(undefined, { step: [2, 1], value: [2, 1] })).toEqual({ step: [1, 2], value: [1, 2] });
});

test('only series of descents are read', () => {
  const keys = ['point/x', 'gradient/x12', 'look_ahead/z', 'loss', 'line_search/3/slope', 'train/momentum'];
  expect(keys.filter(isTrackKey)).toEqual(keys);
  expect(['train/loss', 'point/w', 'system/cpu_percent', 'train/evaluations'].filter(isTrackKey)).toEqual([]);
});
