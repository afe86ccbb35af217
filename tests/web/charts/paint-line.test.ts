import { describe, expect, test } from 'vitest';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { endLabelRoom, endLabels } from '../../../web/charts/end-labels.ts';
import { paintLine } from '../../../web/charts/paint-line.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve } from '../support/fakes.ts';
import { recordingPen } from '../support/recording-pen.ts';

const OPTIONS = { x: 'step', smoothing: 0, pixels: 1000 } as const;
/** A pixel is one unit, upwards as on paper. */
const PLACE = { area: { left: 0, right: 1000, top: -100, bottom: 100 }, px: (x: number) => x, py: (y: number) => -y };
const LOOK = { log: false, width: 1.5, band: 0.2, raw: 0.3 };

function drawnLine(line: SeriesLine, changes: Partial<DrawnLine> = {}): DrawnLine {
  return { line, label: 'a', color: '#112233', dash: [], side: 'left', strength: 1, ...changes };
}

function paint(line: SeriesLine, look = LOOK, changes: Partial<DrawnLine> = {}) {
  const { pen, drawn } = recordingPen();
  paintLine(pen, drawnLine(line, changes), PLACE, look);
  return drawn;
}

const circlesOf = (drawn: ReturnType<typeof paint>) => drawn.flatMap(({ circles }) => circles.map(([x]) => x));

describe('what is drawn of a line', () => {
  test('is the line alone when every bucket is a point, with a dot where a point stands alone', () => {
    const line = new SeriesLine(aCurve([...Array(50).fill(1), Number.NaN, 2, Number.NaN, 3, 3]), OPTIONS);
    const drawn = paint(line);
    expect(drawn.map(({ kind }) => kind)).toEqual(['stroke', 'stroke', 'fill']);
    expect(drawn.slice(0, 2).map(({ paths }) => paths.map((path) => path.length))).toEqual([[33], [19, 1, 2]]);
    expect(circlesOf(drawn)).toEqual([52]);
  });

  test('is stroked in short pieces that share an edge where its ink is opaque and whole', () => {
    const line = new SeriesLine(aCurve(Array.from({ length: 100 }, (_, step) => step % 7)), OPTIONS);
    const pieces = paint(line).map(({ paths }) => (paths[0] ?? []).map(([x]) => x));
    expect(pieces.map((xs) => xs.length)).toEqual([33, 33, 33, 7]);
    expect(pieces.flatMap((xs, index) => (index === 0 ? xs : xs.slice(2)))).toEqual(line.columns.step);
    for (const [index, xs] of pieces.slice(1).entries()) expect(xs.slice(0, 2)).toEqual(pieces[index]?.slice(-2));

    expect(paint(line, LOOK, { dash: [4, 4] })).toHaveLength(1);
    expect(paint(line, LOOK, { strength: 0.3 })).toHaveLength(1);
  });

  test('is a band from lowest to highest too, once buckets hold several points', () => {
    const result = aCurve([5, 6], { raw: false, points: 20 });
    result.columns.min = [1, 2];
    result.columns.max = [9, 8];
    const [band, line] = paint(new SeriesLine(result, OPTIONS));
    expect(band).toMatchObject({ kind: 'fill', color: '#11223333' });
    expect(band?.paths).toEqual([
      [
        [1, -9],
        [2, -8],
        [2, -2],
        [1, -1],
      ],
    ]);
    expect(line?.paths).toEqual([
      [
        [1, -5],
        [2, -6],
      ],
    ]);
  });

  test('leaves out what a logarithm cannot place', () => {
    const [line] = paint(new SeriesLine(aCurve([-1, 0, 2, 3]), OPTIONS), { ...LOOK, log: true });
    expect(line?.paths).toEqual([
      [
        [3, -2],
        [4, -3],
      ],
    ]);
  });

  test('is dashed, and faint, as its style says', () => {
    const [line] = paint(new SeriesLine(aCurve([1, 2]), OPTIONS), LOOK, { dash: [4, 2], strength: 0.5 });
    expect(line).toMatchObject({ dash: [4, 2], color: '#11223380', width: 1.5 });
  });
});

test('a spike that smoothing hides is drawn in full ink, with a dot, and noise is not', () => {
  const noise = Array.from({ length: 1000 }, (_, index) => 1 + 0.1 * Math.sin(index * 1.7));
  const spiked = noise.map((value, index) => (index === 600 ? 40 : value));
  const painted = (values: number[]) => {
    const curve = aCurve(values);
    curve.columns = { ...curve.columns, smoothed: values.map(() => 1) };
    return paint(new SeriesLine(curve, { ...OPTIONS, smoothing: 0.6 }));
  };
  const drawn = painted(spiked);
  expect(circlesOf(drawn)).toEqual([601]);
  expect(drawn.at(-1)).toMatchObject({ kind: 'stroke', color: '#112233ff' });
  expect(drawn.at(-1)?.paths).toEqual([
    [
      [601, -1],
      [601, -40],
    ],
  ]);
  expect(circlesOf(painted(noise))).toEqual([]);
});

test('a clock set back draws pieces, each in order of time', () => {
  const curve = aCurve([1, 2, 3, 4]);
  curve.columns = { ...curve.columns, step: [1, 3, 2, 4], time: [1000, 1500, 2000, 2500], mean: [1, 3, 2, 4] };
  const strokes = paint(new SeriesLine(curve, { ...OPTIONS, x: 'time' })).filter(({ kind }) => kind === 'stroke');
  expect(strokes.map(({ paths }) => paths)).toEqual([
    [
      [
        [1000, -1],
        [2000, -2],
      ],
    ],
    [
      [
        [1500, -3],
        [2500, -4],
      ],
    ],
  ]);
});

describe('names at the ends of lines', () => {
  const ending = (value: number, label: string) => drawnLine(new SeriesLine(aCurve([0, value]), OPTIONS), { label });

  test('stand where the lines end, moved apart only where they would touch', () => {
    const labels = endLabels([ending(90, 'top'), ending(3, 'b'), ending(0, 'c'), ending(-2, 'd')], PLACE, false);
    expect(labels.map(({ text }) => text)).toEqual(['top', 'b', 'c', 'd']);
    expect(labels[0]?.y).toBe(-90);
    const [, b, c, d] = labels.map(({ y }) => y);
    expect([(c ?? 0) - (b ?? 0), (d ?? 0) - (c ?? 0)]).toEqual([14, 14]);
    expect(c).toBeCloseTo((-3 + 0 + 2) / 3, 9);
  });

  test('are cut in the middle where they are long: groups differ at the beginning, runs of a series at the end', () => {
    const [label] = endLabels([ending(1, 'momentum · depth 18 · width 64 (5)')], PLACE, false);
    expect(label?.text).toBe('momentum · d…idth 64 (5)');
  });

  test('stay inside the plot, and are left out where they do not fit', () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, index) => ending(-100, `line ${index}`));
    const ys = endLabels(crowd(3), PLACE, false).map(({ y }) => y);
    expect(ys).toEqual([72, 86, 100]);
    expect(endLabels(crowd(40), PLACE, false)).toEqual([]);
  });

  test('are there for two to eight lines, where they leave the curves most of the width', () => {
    const room = (count: number, width = 600) =>
      endLabelRoom(
        Array.from({ length: count }, () => ending(1, 'name')),
        width,
        (text) => text.length * 6,
      );
    expect([1, 2, 8, 9].map((count) => room(count))).toEqual([0, 48, 48, 0]);
    expect(room(2, 140)).toBe(0);
  });
});
