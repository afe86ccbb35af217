import { expect, test } from 'vitest';
import type { EventMark } from '../../../web/charts/event-marks.ts';
import { paintMarks } from '../../../web/charts/paint-marks.ts';
import { recordingPen } from '../support/recording-pen.ts';

const GEOMETRY = {
  ...{ left: 0, right: 1000, top: 10, bottom: 100, width: 1000, height: 110 },
  ...{ px: (x: number) => x, py: (y: number) => 100 - y, x: (x: number) => x, y: (y: number) => y },
  place: () => ({ area: { left: 0, right: 1000, top: 10, bottom: 100 }, px: (x: number) => x, py: (y: number) => y }),
};
const INK = {
  ...{ text: '#111111', label: '#222222', grid: '#333333', axis: '#444444', accent: '#555555', surface: '#ffffff' },
  font: 'sans-serif',
};
const mark = (x: number, changes: Partial<EventMark> = {}): EventMark => ({
  ...{ x, kind: 'checkpoint', title: '', color: null },
  ...changes,
});

test('a picture has the marks of the page, each kind named at its first, and none outside the axes', () => {
  const { pen, drawn } = recordingPen();
  const events = [mark(100), mark(200), mark(300, { kind: 'note', color: '#0000ff' }), mark(2000)];
  paintMarks(pen, { events, junctions: [{ x: 400, value: 50, color: '#00ff00', title: '' }] }, GEOMETRY, INK);
  const strokes = drawn.filter(({ kind, circles }) => kind === 'stroke' && circles.length === 0);
  expect(strokes.map(({ paths, dash, color }) => [paths[0]?.[0]?.[0], paths[0]?.[1]?.[1], dash, color])).toEqual([
    [100, 100, [3, 3], '#111111'],
    [200, 100, [3, 3], '#111111'],
    [300, 20, [3, 3], '#0000ff'],
    [400, 100, [2, 4], '#00ff00'],
  ]);
  expect(drawn.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual(['checkpoint', 'note']);
  expect(drawn.flatMap(({ circles }) => circles)).toContainEqual([400, 50, 3.5]);
});

test('marks that would hide the curves are short, and have no head', () => {
  const { pen, drawn } = recordingPen();
  paintMarks(pen, { events: Array.from({ length: 60 }, (_, index) => mark(10 * index)), junctions: [] }, GEOMETRY, INK);
  expect(drawn.filter(({ kind }) => kind === 'fill')).toEqual([]);
  expect(new Set(drawn.filter(({ kind }) => kind === 'stroke').map(({ paths }) => paths[0]?.[1]?.[1]))).toEqual(
    new Set([20]),
  );
});
