import { describe, expect, test } from 'vitest';
import { decideSettings, parseSmoother, smootherText } from '../../../web/charts/chart-settings.ts';
import { differingParts } from '../../../web/charts/differing-part.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { geometryOf } from '../../../web/charts/geometry.ts';
import { linesScene } from '../../../web/charts/lines-scene.ts';
import { nearestLine } from '../../../web/charts/nearest-line.ts';
import { inOrder, readAt } from '../../../web/charts/readout.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { isAutoLog } from '../../../web/charts/value-axis.ts';
import { aCurve, aSummary } from '../support/fakes.ts';

const line = (values: number[], key = 'val/loss') => {
  const finite = values.filter(Number.isFinite);
  const [min, max] = [Math.min(...finite), Math.max(...finite)];
  const summary = {
    ...aSummary(values.at(-1) ?? 0),
    ...{ min, argmin: values.indexOf(min) + 1, max, argmax: values.indexOf(max) + 1 },
  };
  return new SeriesLine(aCurve(values, { key, summary }), {});
};
const drawn = (values: number[], label: string, changes: Partial<DrawnLine> = {}): DrawnLine => ({
  ...{ line: line(values), label, color: '#112233', dash: [], side: 'left', strength: 1 },
  ...changes,
});

describe('settings of a chart', () => {
  test('are its own ones, then those of all charts, then the usual ones', () => {
    expect(decideSettings({}, {})).toMatchObject({ x: 'step', y: 'auto', smoothing: 0.6, synced: true, robust: false });
    expect(decideSettings({ y: 'log', logX: true }, { y: 'linear' })).toMatchObject({ y: 'linear', logX: true });
  });

  test('one of two that replace each other replaces the other of all charts', () => {
    const gaussian = { kind: 'gaussian', deviation: 3 } as const;
    expect(decideSettings({ xMetric: 'epoch' }, { x: 'time' })).toMatchObject({ x: 'time', xMetric: null });
    expect(decideSettings({ smoother: gaussian }, { smoothing: 0.9 })).toMatchObject({
      smoothing: 0.9,
      smoother: null,
    });
    expect(decideSettings({ smoothing: 0.9 }, { smoother: gaussian })).toMatchObject({
      smoothing: 0,
      smoother: gaussian,
    });
  });

  test('wall time has no logarithm', () => {
    expect(decideSettings({ x: 'time', logX: true }).logX).toBe(false);
    expect(decideSettings({ x: 'time', xMetric: 'epoch', logX: true })).toMatchObject({ x: 'metric', logX: true });
  });

  test.each(['gaussian~2.5', 'average~20', 'time-ema~60000'])('the smoother %s is written as it is read', (text) => {
    const smoother = parseSmoother(text);
    expect(smoother && smootherText(smoother)).toBe(text);
  });

  test.each(['', 'gaussian', 'gaussian~0', 'median~3', 'average~x', 'toString~3'])('%j names no smoother', (text) => {
    expect(parseSmoother(text)).toBe(undefined);
  });
});

describe('an automatic y axis', () => {
  test('is logarithmic when a loss falls by two decades, whatever the other losses do', () => {
    expect(isAutoLog([line([2, 1, 0.02])])).toBe(true);
    expect(isAutoLog([line([2, 1, 0.021])])).toBe(false);
    expect(isAutoLog([line([2, 1.9]), line([2, 1, 0.02])])).toBe(true);
    expect(isAutoLog([line([2, 1.9]), line([2, 1, 100])])).toBe(true);
  });

  test('is linear where a value is not above 0, where the values rise, and for what is no loss', () => {
    expect(isAutoLog([line([2, 0.01]), line([1, 0])])).toBe(false);
    expect(isAutoLog([line([1, 0.9, 50, 0.8])])).toBe(false);
    expect(isAutoLog([line([2, 0.01], 'train/learning_rate')])).toBe(false);
    expect(isAutoLog([line([2, 0.01], 'train/reward')])).toBe(false);
    expect(isAutoLog([])).toBe(false);
  });

  test('sees live points too', () => {
    const growing = line([2, 1]);
    growing.append({ step: [3], time: [3000], value: [0.001] }, 11);
    expect(isAutoLog([growing])).toBe(true);
  });
});

describe('the scene of a chart', () => {
  const shown = { x: 'step', window: null, yWindow: null, log: undefined, unitOf: () => 'ms' } as const;

  test('has a second y axis for the lines of the right side, and the unit that all share', () => {
    const scene = linesScene([drawn([1, 2], 'a'), drawn([7, 9], 'b', { side: 'right' })], decideSettings({}), shown);
    expect(scene.left).toMatchObject({ extent: [1, 2], unit: 'ms' });
    expect(scene.right).toMatchObject({ extent: [7, 9] });
    expect(linesScene([drawn([1, 2], 'a')], decideSettings({}), shown).right).toBe(null);
  });

  test('says that its axis is logarithmic by itself, and not when that was asked for', () => {
    const falling = [drawn([2, 0.001], 'a')];
    expect(linesScene(falling, decideSettings({}), shown)).toMatchObject({ isAutoLog: true, left: { log: true } });
    expect(linesScene(falling, decideSettings({ y: 'log' }), shown)).toMatchObject({
      isAutoLog: false,
      left: { log: true },
    });
    expect(linesScene(falling, decideSettings({ y: 'linear' }), shown).left.log).toBe(false);
  });

  test('has the y range that the reader chose', () => {
    const scene = linesScene([drawn([1, 2], 'a')], decideSettings({}), { ...shown, yWindow: [0.5, 0.7] });
    expect(scene.left).toMatchObject({ range: [0.5, 0.7], extent: null });
  });

  test('begins a logarithmic x axis at the first x above 0', () => {
    const curve = aCurve([5, 6, 7]);
    curve.columns.step = [0, 1, 10];
    const over = drawn([], 'a', { line: new SeriesLine(curve, {}) });
    expect(linesScene([over], decideSettings({ logX: true }), shown).x.extent).toEqual([1, 10]);
  });
});

test('readings are listed in the order that the reader likes, without a value last', () => {
  const lines = [drawn([1, 5], 'run 10'), drawn([1, 9], 'run 9'), drawn([1, Number.NaN], 'run 1')];
  const readings = readAt(lines, 2);
  const labels = (order: Parameters<typeof inOrder>[1], distance: Parameters<typeof inOrder>[2] = null) =>
    inOrder(readings, order, distance).map(({ label }) => label);
  expect(labels('highest')).toEqual(['run 9', 'run 10', 'run 1']);
  expect(labels('lowest')).toEqual(['run 10', 'run 9', 'run 1']);
  expect(labels('name')).toEqual(['run 1', 'run 9', 'run 10']);
  expect(labels('nearest', ({ value }) => (Number.isNaN(value) ? 1e9 : Math.abs(value - 5)))).toEqual([
    'run 10',
    'run 9',
    'run 1',
  ]);
  expect(labels('nearest')).toEqual(['run 9', 'run 10', 'run 1']);
});

test('members of a group are drawn, but not read', () => {
  expect(readAt([drawn([1, 2], 'group'), drawn([1, 2], 'member', { strength: 0.3 })], 2)).toHaveLength(1);
});

test('a pointer means the line nearest to it, also between two points of it, and none that is far', () => {
  const scale = (horizontal: boolean) => ({
    ...{ type: 'linear', min: 0, max: 100, left: 0, right: 100, top: 0, bottom: 100 },
    isHorizontal: () => horizontal,
    getPixelForValue: (value: number) => (horizontal ? value : 100 - value),
    getValueForPixel: (pixel: number) => (horizontal ? pixel : 100 - pixel),
  });
  const area = { left: 0, right: 100, top: 0, bottom: 100 };
  const geometry = geometryOf({
    scales: { x: scale(true), y: scale(false) },
    chartArea: area,
    width: 100,
    height: 100,
  } as never);
  if (!geometry) throw new Error('there is a geometry');
  const lines = [drawn([0, 20], 'low'), drawn([80, 100], 'high')];
  const at = (x: number, y: number) => nearestLine(lines, x, 100 - y, geometry)?.label;
  expect(at(1.5, 12)).toBe('low');
  expect(at(1.5, 88)).toBe('high');
  expect(at(1.5, 51)).toBe('high');
  expect(at(1.5, 50.5)).toBe('high');
  expect(at(9, 10)).toBe(undefined);
});

describe('the part by which names differ', () => {
  test.each([
    [
      ['adam lr 0.1 s1', 'adam lr 0.01 s1'],
      ['0.1', '0.01'],
    ],
    [
      ['seed_1', 'seed_12'],
      ['1', '12'],
    ],
    [
      ['alpha', 'beta'],
      ['alpha', 'beta'],
    ],
    [
      ['same', 'same'],
      ['same', 'same'],
    ],
    [
      ['run', 'run 2'],
      ['', ' 2'],
    ],
  ])('of %j is %j', (names, parts) => {
    const divided = differingParts(names);
    expect(divided.map(({ part }) => part)).toEqual(parts);
    expect(divided.map(({ before, part, after }) => before + part + after)).toEqual(names);
  });
});
