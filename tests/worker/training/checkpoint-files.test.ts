import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkpointStep } from '../../../shared/training/run-files.ts';
import { type Checkpoint, readCheckpoint } from '../../../worker/training/checkpoint.ts';
import { createCheckpointFiles } from '../../../worker/training/checkpoint-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { configOf } from '../support.ts';

const at = (step: number, seq: number): Checkpoint => ({
  place: { run: 'r', step, seq, config: configOf({}), loader: { batch: 0, orderPosition: 0 } },
  state: {
    parameters: {},
    buffers: {},
    optimizer: { steps: step, slots: [], extra: new Float64Array() },
    randomPosition: 0,
  },
  schedule: new Float64Array(),
  memory: null,
});

function files() {
  const folder = temporaryFolder();
  const server = { stored: 0 };
  const save = createCheckpointFiles(folder, () => server.stored);
  const steps = () =>
    readdirSync(folder)
      .flatMap((name) => checkpointStep(name) ?? [])
      .sort((a, b) => a - b);
  return { folder, server, save, steps };
}

test('the newest two are kept', () => {
  const { folder, server, save, steps } = files();
  for (const step of [10, 20, 30]) {
    save(at(step, step));
    server.stored = step + 1;
  }
  save(at(40, 40));
  expect(steps()).toEqual([30, 40]);
  expect(readCheckpoint(`${folder}/step-40.lbck`).place.step).toBe(40);
});

test('while points lag behind, the newest checkpoint stays that is not ahead of them, and goes once another is not', () => {
  const { server, save, steps } = files();
  save(at(10, 1));
  server.stored = 2;
  for (const step of [20, 30, 40, 50]) save(at(step, 2));
  expect(steps()).toEqual([10, 40, 50]);
  server.stored = 3;
  save(at(60, 3));
  expect(steps()).toEqual([50, 60]);
});
