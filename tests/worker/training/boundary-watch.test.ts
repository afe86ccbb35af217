import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BoundaryFile, decodeBoundary, decodeCell } from '../../../shared/inspect/boundary-file.ts';
import { createBoundaryFile } from '../../../worker/training/boundary-file.ts';
import { spread } from '../../../worker/training/boundary-watch.ts';
import type { UnplacedCheckpoint } from '../../../worker/training/loop-state.ts';
import { train } from '../support.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'boundary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'boundary.lbdf');
}

const MOONS = {
  dataset: { name: 'moons', limit: 200 },
  network: { hidden: [32] },
  optimizer: { name: 'adam', learningRate: 0.02 },
  length: { unit: 'steps', count: 100 },
  batchSize: 32,
};
const warn = (text: string) => expect.fail(text);
const read = (path: string) => decodeBoundary(readFileSync(path));

/** The class that the field gives the cell at a place. */
function classAt({ header, frames }: BoundaryFile, x: number, y: number, frame = frames.length - 1): number {
  const { side, outputs } = header;
  const column = Math.floor(((x - header.x[0]) / (header.x[1] - header.x[0])) * side);
  const row = Math.floor(((y - header.y[0]) / (header.y[1] - header.y[0])) * side);
  return decodeCell(frames[frame].cells[row * side + column], outputs).index;
}

test('fields are kept from before the first step to after the last, and the last one parts the data as its scores say', () => {
  const path = newPath();
  const { series } = train(MOONS, { boundaryFile: createBoundaryFile(path, warn) });
  const file = read(path);
  const steps = file.frames.map(({ step }) => step);
  expect([steps[0], steps[1], steps.at(-1)]).toEqual([0, 1, 100]);
  expect(steps.length).toBeLessThanOrEqual(97);
  expect(file.header).toMatchObject({
    outputs: 2,
    names: ['x', 'y'],
    points: { train: 160, validation: 20, test: 20 },
  });
  let right = 0;
  const { test: points } = file.points;
  for (let at = 0; at < points.length; at += 3)
    if (classAt(file, points[at], points[at + 1]) === points[at + 2]) right += 1;
  expect(right / 20).toBeGreaterThan(0.9);
  expect(Math.abs(right / 20 - series['test/accuracy'][0])).toBeLessThanOrEqual(0.1); // a cell is not a point
});

test('they change no number of the training, and can be switched off', () => {
  const path = newPath();
  const numbers = ({ series }: ReturnType<typeof train>) =>
    Object.fromEntries(Object.entries(series).filter(([key]) => !key.startsWith('system/')));
  const kept = train(MOONS, { boundaryFile: createBoundaryFile(path, warn) });
  expect(numbers(train(MOONS))).toEqual(numbers(kept));
  const none = newPath();
  train({ ...MOONS, inspect: { boundary: 'no' } }, { boundaryFile: createBoundaryFile(none, warn) });
  expect(() => read(none)).toThrow('ENOENT');
});

test('data of another number of inputs has no field', () => {
  const path = newPath();
  train({ ...MOONS, dataset: { name: 'line' } }, { boundaryFile: createBoundaryFile(path, warn) });
  expect(() => read(path)).toThrow('ENOENT');
});

test('after a continuation the film is that of a training without interruption, whatever was half written', () => {
  const [whole, cut] = [newPath(), newPath()];
  train(MOONS, { boundaryFile: createBoundaryFile(whole, warn) });
  const saved: UnplacedCheckpoint[] = [];
  train(MOONS, {
    boundaryFile: createBoundaryFile(cut, warn),
    saveCheckpoint: (checkpoint) => {
      saved.push(checkpoint);
      return { bytes: 1 };
    },
    shouldStop: () => (saved.length === 0 && read(cut).frames.length > 20 ? 'pause' : false),
  });
  const [first] = saved;
  appendFileSync(cut, Buffer.alloc(100, 7)); // killed in the middle of a frame
  const place = { ...first.place, run: 'r', seq: 1 };
  train(MOONS, {
    boundaryFile: createBoundaryFile(cut, warn),
    start: { checkpoint: { ...first, place }, mode: 'resume' },
  });
  expect(readFileSync(cut).equals(readFileSync(whole))).toBe(true);
});

test('moments are close together at the start and reach the end', () => {
  expect([...spread(1000, 6)]).toEqual([3, 10, 32, 100, 167, 316, 334, 500, 667, 834, 1000]);
  expect([...spread(3, 48)]).toEqual([1, 2, 3]);
});
