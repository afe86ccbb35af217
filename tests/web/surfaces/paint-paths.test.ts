import { describe, expect, test } from 'vitest';
import { paintPaths } from '../../../web/surfaces/paint-paths.ts';
import type { DrawnPath, SurfaceScene } from '../../../web/surfaces/scene.ts';
import { recordingPen } from '../support/recording-pen.ts';

const INK = { surface: '#ffffff', label: '#000000' };
/** A pixel is one unit. */
const FRAME = { box: { left: 0, top: 0, width: 1000, height: 1000 }, px: (x: number) => x, py: (y: number) => y };

/** The strokes of the path itself, in its own colour. */
function strokesOf(points: [x: number, y: number][], changes: Partial<DrawnPath> = {}) {
  const { pen, drawn } = recordingPen();
  const path: DrawnPath = {
    ...{ run: 'a', label: 'a', color: '#112233', dash: [], steps: points.map((_, step) => step), isDim: false },
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
    place: points.length - 1,
    ...changes,
  };
  const rest = { minima: [], arrows: [], arrowScale: 1, arrowColors: {} };
  paintPaths(pen, { frame: FRAME, ink: INK, paths: [path], ...rest } as unknown as SurfaceScene);
  const isPath = ({ kind, color, width }: (typeof drawn)[number]) =>
    kind === 'stroke' && color === '#112233ff' && width === 2;
  return drawn.filter(isPath).map(({ paths }) => paths.flat());
}

const line = (steps: number, gap: number) =>
  Array.from({ length: steps }, (_, step): [number, number] => [1 + step * gap, 500]);

describe('the path of a descent', () => {
  test('is stroked in short pieces, each from the end of the one before', () => {
    const pieces = strokesOf(line(151, 2));
    expect(pieces.map((points) => points.length)).toEqual([65, 65, 23]);
    for (const [index, piece] of pieces.slice(1).entries()) expect(piece[0]).toEqual(pieces[index]?.at(-1));
  });

  test('draws steps that are a fraction of a pixel apart as one, and always the last', () => {
    const [points = [], ...others] = strokesOf(line(1001, 0.01));
    expect(others.filter((each) => each.length > 0)).toEqual([]);
    expect(points.length).toBeLessThan(25);
    expect([points[0], points.at(-1)]).toEqual([
      [1, 500],
      [11, 500],
    ]);
  });

  test('of a dashed line is one piece, for its dashes to go on', () => {
    expect(strokesOf(line(151, 2), { dash: [4, 4] })).toHaveLength(1);
  });

  test('ends where a step is not finite, and goes on after it', () => {
    const [points] = strokesOf([
      [1, 1],
      [5, 1],
      [Number.NaN, 1],
      [9, 1],
      [20, 1],
    ]);
    expect(points).toEqual([
      [1, 1],
      [5, 1],
      [9, 1],
      [20, 1],
    ]);
  });
});
