import { describe, expect, test } from 'vitest';
import { decideSettings } from '../../../web/charts/chart-settings.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import type { Ink } from '../../../web/charts/ink.ts';
import { linesConfig } from '../../../web/charts/lines-config.ts';
import { hasSameAxes, linesScene } from '../../../web/charts/lines-scene.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, points } from '../support/fakes.ts';

const OPTIONS = { x: 'step', smoothing: 0, pixels: 1000 } as const;
const SHOWN = { x: 'step', window: null, yWindow: null, log: undefined, unitOf: () => '' } as const;
const INK = {} as Ink;

function drawnLine(values: number[]): DrawnLine {
  const line = new SeriesLine(aCurve(values), OPTIONS);
  return { line, label: 'a', color: '#112233', dash: [], side: 'left', strength: 1 };
}

function scales(scene: ReturnType<typeof linesScene>, isStreaming: boolean) {
  return linesConfig(scene, INK, 0, isStreaming ? 0.025 : 0).options?.scales as unknown as Record<
    string,
    Record<string, number>
  >;
}

describe('the axes of lines that grow again and again', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 / (index + 1));

  test('have room on the right, and end with the line once it rests', () => {
    const scene = linesScene([drawnLine(values)], decideSettings({}), SHOWN);
    expect(scales(scene, true).x?.max).toBeGreaterThan(101);
    expect(scales(scene, true).x?.max).toBeLessThan(105);
    expect(scales(scene, false).x).toMatchObject({ min: 0, max: 100 });
  });

  test('keep to the stretch that the reader chose', () => {
    const scene = linesScene([drawnLine(values)], decideSettings({}), { ...SHOWN, window: [10, 20] });
    expect(scales(scene, true).x).toMatchObject({ min: 10, max: 20 });
  });

  test('have room by ratios where they are logarithmic', () => {
    const scene = linesScene([drawnLine(values)], decideSettings({ y: 'log', logX: true }), SHOWN);
    const { x, y } = scales(scene, true);
    expect(x).toMatchObject({ min: 1 });
    expect(x?.max).toBeCloseTo(100 ** 1.025, 6);
    expect(y?.suggestedMin).toBeCloseTo(1 / 100 ** 0.025, 6);
    expect(y?.suggestedMax).toBeCloseTo(100 ** 1.025, 6);
  });
});

describe('two scenes have the same axes', () => {
  const drawn = drawnLine([1, 2, 3]);
  const scene = (changes = {}, lines = [drawn], settings = {}) =>
    linesScene(lines, decideSettings(settings), { ...SHOWN, ...changes });

  test('while their lines only grow', () => {
    const before = scene();
    drawn.line instanceof SeriesLine && drawn.line.append(points([4], [9]), 11);
    expect(hasSameAxes(before, scene())).toBe(true);
  });

  test.each([
    ['another unit', () => scene({ unitOf: () => '%' })],
    ['a logarithmic y axis', () => scene({}, [drawn], { y: 'log' })],
    ['a logarithmic x axis', () => scene({}, [drawn], { logX: true })],
    ['another x axis', () => scene({ x: 'time' })],
    ['a stretch of y', () => scene({ yWindow: [0, 1] })],
    ['another style of a line', () => scene({}, [{ ...drawn }])],
    ['a line more', () => scene({}, [drawn, drawnLine([1])])],
    ['a second y axis', () => scene({}, [{ ...drawn, side: 'right' }])],
  ])('but not with %s', (_what, other) => {
    expect(hasSameAxes(scene(), other())).toBe(false);
  });
});
