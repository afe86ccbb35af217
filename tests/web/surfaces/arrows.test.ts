import { describe, expect, test } from 'vitest';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { arrowScale, arrowsAt, LONGEST, SHORTEST } from '../../../web/surfaces/arrows.ts';
import { createTrack, type Series } from '../../../web/surfaces/track.ts';

const variables = ['x', 'y'];

function track(values: Record<string, number[]>) {
  const series = new Map<string, Series>();
  for (const [key, [first, second]] of Object.entries(values)) {
    const given = [first ?? Number.NaN, second ?? Number.NaN];
    const steps = [0, 1].filter((step) => Number.isFinite(given[step]));
    series.set(key, { step: steps, value: steps.map((step) => given[step] ?? 0) });
  }
  return createTrack('r', series, variables);
}

const NONE = Number.NaN;
const POINTS = { 'point/x': [1, 1.2], 'point/y': [2, 1.6] };
const UPDATE = { 'update/x': [NONE, 0.2], 'update/y': [NONE, -0.4] };
const GRADIENT = { 'gradient/x': [4, 0], 'gradient/y': [3, 0] };
const settings = (name: string, more: object = {}) =>
  withDefaults<Optimizer>(Optimizer, { name, learningRate: 0.1, ...more });

describe('the arrows of a step', () => {
  test('of momentum add up to the update', () => {
    const all = {
      ...{ ...POINTS, ...UPDATE, ...GRADIENT },
      ...{ 'velocity/x': [0.6 / 0.9, 0], 'velocity/y': [-0.1 / 0.9, 0], 'train/learning_rate': [NONE, 0.1] },
      'train/momentum': [NONE, 0.9],
    };
    const arrows = arrowsAt(track(all), 0, { optimizer: settings('momentum', { momentum: 0.5 }), variables });
    expect(arrows.map(({ kind }) => kind)).toEqual(['descent', 'momentum', 'update']);
    const [descent, momentum, update] = arrows.map(({ by }) => by);
    for (const axis of [0, 1])
      expect((descent?.[axis] ?? 0) + (momentum?.[axis] ?? 0)).toBeCloseTo(update?.[axis] ?? NONE, 12);
  });

  test('of Nesterov begin the gradient where it looks ahead', () => {
    const all = {
      ...POINTS,
      ...GRADIENT,
      'look_ahead/x': [1.5, 0],
      'look_ahead/y': [2.5, 0],
      'velocity/x': [1, 1],
      'velocity/y': [1, 1],
    };
    const arrows = arrowsAt(track(all), 0, { optimizer: settings('nesterov'), variables });
    expect(arrows).toMatchObject([
      { kind: 'descent', from: [1.5, 2.5] },
      { kind: 'look-ahead', from: [1, 2], by: [0.5, 0.5] },
    ]);
  });

  test('of an adaptive method have the gradient as a direction, as long as the update', () => {
    const [descent] = arrowsAt(track({ ...POINTS, ...UPDATE, ...GRADIENT }), 0, {
      optimizer: settings('adam'),
      variables,
    });
    const length = Math.hypot(0.2, 0.4);
    expect(descent?.by[0]).toBeCloseTo(-0.8 * length, 12);
    expect(descent?.by[1]).toBeCloseTo(-0.6 * length, 12);
  });

  test('of a line search have no length of the gradient either', () => {
    const optimizer = settings('gd', { lineSearch: 'backtracking' });
    const [descent] = arrowsAt(track({ ...POINTS, ...UPDATE, ...GRADIENT }), 0, { optimizer, variables });
    expect(Math.hypot(...(descent?.by ?? []))).toBeCloseTo(Math.hypot(0.2, 0.4), 12);
  });

  test('after the last step are those that are known', () => {
    expect(arrowsAt(track({ ...POINTS, ...UPDATE }), 1, { optimizer: settings('gd'), variables })).toEqual([]);
  });
});

test('arrows are drawn so that the longest is seen whole', () => {
  expect(arrowScale(100)).toBe(1);
  expect(arrowScale(1600) * 1600).toBeCloseTo(LONGEST);
  expect(arrowScale(7) * 7).toBeCloseTo(SHORTEST);
  expect(arrowScale(1e-20)).toBe(1000);
  expect(arrowScale(0)).toBe(1);
});
