import { beforeEach, describe, expect, test } from 'vitest';
import { decideSettings } from '../../../web/charts/chart-settings.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import type { Geometry } from '../../../web/charts/geometry.ts';
import type { Ink } from '../../../web/charts/ink.ts';
import { linesScene } from '../../../web/charts/lines-scene.ts';
import { createScenePainter, type Drawing } from '../../../web/charts/scene-painter.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, points } from '../support/fakes.ts';
import { recordingPen } from '../support/recording-pen.ts';

const AREA = { left: 0, right: 900, top: 0, bottom: 100 };
const INK = { label: '#000000', font: 'serif' } as Ink;
const SETTINGS = decideSettings({ smoothing: 0 });
const geometry = {
  ...{ ...AREA, width: 1000, height: 120 },
  place: () => ({ area: AREA, px: (x: number) => x, py: (y: number) => y }),
} as unknown as Geometry;

let now: number;
let seq: number;
let line: SeriesLine;
let drawn: DrawnLine;
let clears: number[];
let recorded: ReturnType<typeof recordingPen>['drawn'];
let painter: ReturnType<typeof createScenePainter>;

beforeEach(() => {
  [now, seq, clears] = [0, 11, []];
  line = new SeriesLine(aCurve(Array.from({ length: 100 }, (_, index) => index / 100)), {
    ...{ x: 'step', smoothing: 0, pixels: 100 },
  });
  drawn = { line, label: 'a', color: '#112233', dash: [], side: 'left', strength: 1 };
  const { pen, drawn: strokes } = recordingPen();
  Object.assign(pen, { setTransform() {}, clearRect: (x: number) => clears.push(x) });
  recorded = strokes;
  painter = createScenePainter({ getContext: () => pen, style: {} } as never, () => now);
});

function paint(changes: Partial<Drawing> = {}, isStreaming = true): void {
  recorded.length = clears.length = 0;
  const shown = { x: 'step', window: null, yWindow: null, log: undefined, unitOf: () => '' } as const;
  painter.paint({ scene: linesScene([drawn], SETTINGS, shown), ink: INK, geometry, ratio: 1, ...changes }, isStreaming);
}

function grow(): void {
  line.append(points([(line.columns.step.at(-1) ?? 0) + 1], [1]), seq++);
}

const stepsDrawn = () => recorded.flatMap(({ paths }) => paths.flat().map(([x]) => x));
const isWhole = () => clears[0] === 0;

test('of a line that grew, only what is new is drawn, from its last point on', () => {
  paint();
  expect(isWhole()).toBe(true);
  expect(new Set(stepsDrawn()).size).toBe(100);

  grow();
  grow();
  paint();
  expect(isWhole()).toBe(false);
  expect(stepsDrawn()).toEqual([100, 101, 102]);
});

test('a chart of which nothing is new is left as it is', () => {
  paint();
  paint();
  expect([isWhole(), stepsDrawn()]).toEqual([false, []]);
});

describe('all of it is drawn again', () => {
  const changed = (change: () => unknown) => () => {
    change();
    return {};
  };

  test.each<[string, () => Partial<Drawing>]>([
    ['after buckets were merged', changed(() => Array.from({ length: 101 }, grow))],
    ['on axes that moved', () => ({ geometry: { ...geometry } })],
    ['in another theme', () => ({ ink: { ...INK } })],
    ['on a screen of more pixels', () => ({ ratio: 2 })],
    [
      'in another style',
      changed(() => {
        drawn = { ...drawn, color: '#445566' };
      }),
    ],
    [
      'after a while, with the extremes that it hides',
      changed(() => {
        now += 10_000;
      }),
    ],
  ])('%s', (_when, change) => {
    paint();
    const changes = change();
    grow();
    paint(changes);
    expect(isWhole()).toBe(true);
    expect(stepsDrawn().length).toBeGreaterThan(90);
  });

  test('once no more points come', () => {
    paint();
    grow();
    paint({}, false);
    expect(isWhole()).toBe(true);
  });

  test('where it is dashed: its dashes have to go on', () => {
    drawn = { ...drawn, dash: [4, 2] };
    paint();
    grow();
    paint();
    expect(isWhole()).toBe(true);
  });
});
