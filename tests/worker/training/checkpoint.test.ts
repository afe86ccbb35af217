import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LaunchRequest, type TrainingConfig } from '../../../shared/training/launch.ts';
import { withDefaults } from '../../../shared/validate.ts';
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from '../../../worker/training/checkpoint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const checkpoint: Checkpoint = {
  place: {
    run: 'r1',
    step: 12,
    config: withDefaults<TrainingConfig>(LaunchRequest, {}),
    loader: { batch: 3, orderPosition: 2 ** 33 },
    seq: 7,
  },
  state: {
    parameters: { 'layer1.weight': Float32Array.of(1.5, -0, Number.NaN), 'layer1.bias': Float32Array.of(0.1) },
    buffers: { mean: Float64Array.of(Math.PI, Number.NEGATIVE_INFINITY) },
    optimizer: {
      steps: 12,
      slots: [{ m: Float32Array.of(1, 2, 3), v: Float32Array.of(4, 5, 6) }, {}],
      extra: Float64Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY),
    },
    randomPosition: 2 ** 40,
  },
  schedule: Float64Array.of(0.01, Number.POSITIVE_INFINITY, 2),
  memory: {
    marks: { finite: false, rate: 0.1 },
    divergence: { first: 2.5, exceededAt: null, last: { step: 12, loss: 'Infinity' } },
    problem: {
      evaluations: { count: 12, examples: 768 },
      log: { epochLoss: 'NaN', epochSteps: 3, examples: 768 },
      histograms: { weights: 0.5 },
    },
  },
};

test('what is written is read back, bit by bit', () => {
  const file = join(folder, 'runs', 'r1', 'step-12.ckpt');

  const { bytes } = writeCheckpoint(file, checkpoint);

  expect(readCheckpoint(file)).toEqual({ ...checkpoint, shapes: {} });
  expect(readFileSync(file)).toHaveLength(bytes);
  expect(readdirSync(join(folder, 'runs', 'r1'))).toEqual(['step-12.ckpt']);
});

test('what an optimizer remembers takes eight bytes a number, as L-BFGS remembers many', () => {
  const { place, state, schedule, memory } = checkpoint;
  const bytesOf = (count: number) => {
    const optimizer = { ...state.optimizer, extra: Float64Array.from({ length: count }, Math.sin) };
    return encodeCheckpoint({ place, state: { ...state, optimizer }, schedule, memory }).length;
  };
  expect(bytesOf(9000) - bytesOf(1000)).toBe(8 * 8000);
});

test('a cut-off writing beside the place leaves the checkpoint that was there', () => {
  const file = join(folder, 'step-12.ckpt');
  writeCheckpoint(file, checkpoint);
  writeFileSync(`${file}.part`, 'cut');

  expect(readCheckpoint(file).place.step).toBe(12);
  writeCheckpoint(file, { ...checkpoint, place: { ...checkpoint.place, step: 13 } });
  expect(readCheckpoint(file).place.step).toBe(13);
});

test('any changed bit is noticed', () => {
  const good = encodeCheckpoint(checkpoint);
  for (let at = 12; at < good.length; at += 97) {
    const bad = Uint8Array.from(good);
    bad[at] ^= 1;
    expect(() => decodeCheckpoint(bad)).toThrow(CheckpointError);
  }
});

test.each([
  ['an empty file', (_: Uint8Array) => new Uint8Array(), /not a checkpoint/],
  ['another kind of file', (good: Uint8Array) => Uint8Array.from(good).fill(80, 0, 4), /does not start with "LBCK"/],
  ['another version', (good: Uint8Array) => Uint8Array.from(good).fill(9, 4, 5), /of version 9, expected 3 or 2/],
  ['a file cut short', (good: Uint8Array) => good.subarray(0, good.length - 5), /damaged/],
])('%s is refused by name', (_, spoil, message) => {
  expect(() => decodeCheckpoint(spoil(encodeCheckpoint(checkpoint)), 'x.ckpt')).toThrow(message);
});
