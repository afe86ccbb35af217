import { expect, test } from 'vitest';
import { type BoundaryFile, encodeCell } from '../../../shared/inspect/boundary-file.ts';
import { placesApart } from '../../../web/inspect/apart.ts';
import { frameAt } from '../../../web/inspect/boundary-films.svelte.ts';
import { lawOf, rateLine } from '../../../web/inspect/curvature-lines.ts';
import { asExample } from '../../../web/inspect/digit.ts';
import { fieldPixels } from '../../../web/inspect/field-pixels.ts';
import { filterPixels } from '../../../web/inspect/filter-pixels.ts';
import { partsOf } from '../../../web/inspect/parts.ts';
import { lossContours } from '../../../web/inspect/surface-lines.ts';

test('a drawing is scaled to 20 of 28 pixels and its mass is in the middle, wherever it was drawn', () => {
  const values = new Float32Array(100 * 100);
  for (let y = 5; y < 45; y++) for (let x = 10; x < 20; x++) values[100 * y + x] = 1;
  const found = asExample({ width: 100, height: 100, values }, 28, 28) ?? [];
  const inked = found.flatMap((value, at) => (value > 0.5 ? [{ x: at % 28, y: Math.floor(at / 28) }] : []));
  expect([Math.min(...inked.map(({ y }) => y)), Math.max(...inked.map(({ y }) => y))]).toEqual([4, 23]);
  const mean = (axis: 'x' | 'y') => inked.reduce((sum, each) => sum + each[axis] + 0.5, 0) / inked.length;
  expect([mean('x'), mean('y')]).toEqual([expect.closeTo(14, 0), expect.closeTo(14, 5)]);
  expect(Math.max(...found)).toBeLessThanOrEqual(1);
  expect(asExample({ width: 4, height: 4, values: new Float32Array(16) }, 28, 28)).toBeNull();
});

test('a field is drawn from its highest y down, stronger where a class leads further', () => {
  const cells = Uint8Array.of(encodeCell(0, 1, 2), encodeCell(0, 0, 2), encodeCell(1, 1, 2), encodeCell(1, 0, 2));
  const pixels = fieldPixels(cells, { side: 2, outputs: 2, range: null }, 'light', '#ffffff');
  const red = (at: number) => pixels[4 * at] ?? 0;
  const blue = (at: number) => pixels[4 * at + 2] ?? 0;
  expect(red(0)).toBeGreaterThan(blue(0)); // the upper row is class 1, orange
  expect(blue(2)).toBeGreaterThan(red(2)); // the lower one class 0, blue
  expect(blue(0)).toBeLessThan(blue(1));
});

test('at a step the newest field that is not after it is shown', () => {
  const frames = [0, 4, 9].map((step) => ({ step, cells: new Uint8Array() }));
  const file = { frames } as unknown as BoundaryFile;
  expect([frameAt(file, 5)?.step, frameAt(file, 9)?.step, frameAt(file, null)?.step]).toEqual([4, 9, 9]);
});

test('filters are on the scale of their layer: 0 has the middle colour, equal sizes are as strong', () => {
  const pixels = filterPixels({ height: 1, width: 3, largest: 2 }, Float32Array.of(-2, 0, 2), 0, 'light');
  const color = (at: number) => [...pixels.slice(4 * at, 4 * at + 3)];
  expect(Math.min(...color(1))).toBeGreaterThan(225);
  expect([(color(0)[2] ?? 0) > (color(0)[0] ?? 0), (color(2)[0] ?? 0) > (color(2)[2] ?? 0)]).toEqual([true, true]);
});

test('the law of gradient noise is a line of slope −1 in logarithms, and none without noise', () => {
  const batches = [1, 10, 100].map((batchSize) => ({ batchSize, deviation: 5 / batchSize }));
  const law = lawOf({ scale: 1, squaredNorm: 5, trace: 5, batches });
  expect(law?.line.y.map((each) => each - Math.log10(5))).toEqual([0, expect.closeTo(-1), expect.closeTo(-2)]);
  expect(law?.measured.y).toEqual(law?.line.y.map((each) => expect.closeTo(each)));
  expect(lawOf({ scale: 'NaN', squaredNorm: 0, trace: 0, batches: [] })).toBeNull();
  expect(rateLine([1, 2, 3], [0.5, 0, 2])).toEqual({ x: [1, 3], y: [4, 1] });
});

test('the contours of a bowl are rings around its lowest point', () => {
  const places = Array.from({ length: 21 }, (_, index) => -1 + index / 10);
  const loss = places.map((y) => places.map((x) => x * x + y * y));
  const found = lossContours({ loss, x: places, y: places });
  expect(found.length).toBeGreaterThan(8);
  const ring = found.find(({ loss: level }) => level > 0.1 && level < 0.6)?.rings.at(-1) ?? [];
  const radii = ring.map(([x, y]) => Math.hypot(x - 0.5, y - 0.5));
  expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(0.02);
  expect(
    lossContours({
      loss: [
        [1, 1],
        [1, 'Infinity'],
      ],
      x: [0, 1],
      y: [0, 1],
    }).length,
  ).toBeGreaterThan(0);
});

test('only what a run has is offered: a pad needs images, a boundary two inputs', () => {
  const labels = (dataset: string, inspectable: { boundary: boolean; checkpoints: number[] }) =>
    partsOf({ config: { dataset: { name: dataset } } }, inspectable).map(({ value }) => value);
  expect(labels('moons', { boundary: true, checkpoints: [] })).toEqual(['boundary']);
  expect(labels('mnist', { boundary: false, checkpoints: [5, 0] })).toContain('pad');
  expect(labels('airfoil', { boundary: false, checkpoints: [0] })).not.toContain('filters');
});

test('names stand where they have room, the last first', () => {
  const places = [0, 10, 40, 45].map((x, step) => ({ step, at: [x, 0] as const }));
  expect(placesApart(places, 20).map(({ step }) => step)).toEqual([3, 1]);
});
