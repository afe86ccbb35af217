import { describe, expect, test } from 'vitest';
import { clipSegment } from '../../../web/surfaces/clip-segment.ts';
import {
  createFrame,
  isCovered,
  isEqualAspect,
  panned,
  viewAround,
  withEqualAspect,
  zoomed,
} from '../../../web/surfaces/frame.ts';
import { outsideSince } from '../../../web/surfaces/left-view.ts';

const VIEW = { x: [-2, 2], y: [0, 1] } as const;
const BOX = { left: 10, top: 20, width: 400, height: 100 };

describe('a frame', () => {
  const frame = createFrame(VIEW, BOX);

  test('puts the corners of the view at those of the box, y upwards', () => {
    expect([frame.px(-2), frame.py(0)]).toEqual([10, 120]);
    expect([frame.px(2), frame.py(1)]).toEqual([410, 20]);
  });

  test('finds coordinates back', () => {
    expect(frame.x(frame.px(0.3))).toBeCloseTo(0.3, 12);
    expect(frame.y(frame.py(0.7))).toBeCloseTo(0.7, 12);
  });
});

describe('a view', () => {
  test('is widened until units are equally long, around its middle', () => {
    expect(withEqualAspect({ x: [-1, 1], y: [-1, 1] }, { width: 200, height: 100 })).toEqual({
      x: [-2, 2],
      y: [-1, 1],
    });
    expect(withEqualAspect({ x: [-1, 1], y: [-1, 1] }, { width: 100, height: 300 })).toEqual({
      x: [-1, 1],
      y: [-3, 3],
    });
  });

  test('of very unequal sides is stretched instead', () => {
    expect(isEqualAspect({ x: [0, 4], y: [0, 1] })).toBe(true);
    expect(isEqualAspect({ x: [0, 100], y: [0, 1] })).toBe(false);
  });

  test('zooms around a point that keeps its place', () => {
    const next = zoomed({ x: [0, 4], y: [0, 2] }, 2, { x: 1, y: 0 });
    expect(next).toEqual({ x: [0.5, 2.5], y: [0, 1] });
  });

  test('zooms no further than numbers reach', () => {
    const view = { x: [1, 1 + 1e-9], y: [1, 1 + 1e-9] } as const;
    expect(zoomed(view, 10, { x: 1, y: 1 })).toEqual(view);
  });

  test('moves by a distance', () => {
    expect(panned(VIEW, 1, -0.5)).toEqual({ x: [-1, 3], y: [-0.5, 0.5] });
  });

  test('around points has room, leaves out what is not finite, and is none without points', () => {
    const view = viewAround([
      [0, 0],
      [10, 1],
      [Number.POSITIVE_INFINITY, 3],
    ]);
    expect(view?.x[0]).toBeCloseTo(-1.2);
    expect(view?.y[1]).toBeCloseTo(1.12);
    expect(viewAround([[Number.NaN, 1]])).toBeNull();
    expect(viewAround([[3, 3]])?.x[0]).toBeLessThan(3);
  });

  test('is covered by a larger one that is not too large', () => {
    const inner = { x: [0, 1], y: [0, 1] } as const;
    expect(isCovered({ x: [-1, 2], y: [-1, 2] }, inner, 4)).toBe(true);
    expect(isCovered({ x: [-1, 2], y: [-1, 2] }, inner, 2)).toBe(false);
    expect(isCovered({ x: [0.5, 2], y: [-1, 2] }, inner, 4)).toBe(false);
  });
});

describe('a segment', () => {
  const box = { left: 0, top: 0, width: 10, height: 10 };

  test('that crosses the box is cut at its sides, in its direction', () => {
    expect(clipSegment([-5, 5], [15, 5], box)).toEqual([
      [0, 5],
      [10, 5],
    ]);
    const diverged = clipSegment([5, 5], [5e30, 10e30], box);
    expect(diverged?.[1][1]).toBeCloseTo(10);
    expect(diverged?.[1][0]).toBeCloseTo(5 + 2.5);
  });

  test('beside the box, or that is not finite, is none', () => {
    expect(clipSegment([-5, -1], [15, -1], box)).toBeNull();
    expect(clipSegment([0, 0], [Number.NaN, 1], box)).toBeNull();
    expect(clipSegment([0, 0], [Number.POSITIVE_INFINITY, 1], box)).toBeNull();
  });
});

test('a descent is outside since the step after which it no longer came back', () => {
  const path = {
    steps: [0, 1, 2, 3, 4],
    x: Float64Array.of(0, 9, 0, 9, 9),
    y: new Float64Array(5).fill(0.5),
  };
  expect(outsideSince(path, 2, VIEW)).toBeNull();
  expect(outsideSince(path, 4, VIEW)).toBe(3);
  expect(outsideSince({ ...path, x: new Float64Array(5).fill(9) }, 4, VIEW)).toBe(0);
});
