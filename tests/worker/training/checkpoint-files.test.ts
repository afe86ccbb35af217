import { readdirSync, renameSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CheckpointPlace } from '../../../shared/training/checkpoint-head.ts';
import { checkpointStep } from '../../../shared/training/run-files.ts';
import { type Checkpoint, readCheckpoint, readHead } from '../../../worker/training/checkpoint.ts';
import { createCheckpointFiles } from '../../../worker/training/checkpoint-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { configOf } from '../support.ts';

const at = (step: number, seq: number, more: Partial<CheckpointPlace> = {}): Checkpoint => ({
  place: { run: 'r', step, seq, config: configOf({}), loader: { batch: 0, orderPosition: 0 }, ...more },
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
  const save = createCheckpointFiles(folder, { storedSeq: () => server.stored });
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

const scored = (step: number, value: number) => at(step, 0, { score: { metric: 'val/loss', value } });

test('the one with the best score stays besides, the earliest of several, also in a later attempt', () => {
  const { folder, save, steps } = files();
  for (const [step, value] of [
    [10, 3],
    [20, 1],
    [30, 1],
    [40, 2],
    [50, 2],
  ] as const)
    save(scored(step, value));
  expect(steps()).toEqual([20, 40, 50]);
  const later = createCheckpointFiles(folder, { storedSeq: () => 100 });
  later(scored(60, 4));
  expect(steps()).toEqual([20, 50, 60]);
  later(scored(70, 0.5));
  expect(steps()).toEqual([60, 70]);
});

test('what is asked for or pinned stays, and does not count among the newest', () => {
  const { folder, save, steps } = files();
  save(at(10, 0, { cause: 'asked' }));
  save(at(20, 0));
  renameSync(`${folder}/step-20.lbck`, `${folder}/pinned-20.lbck`);
  for (const step of [30, 40, 50]) save(at(step, 0));
  expect(readdirSync(folder).sort()).toEqual(['pinned-10.lbck', 'pinned-20.lbck', 'step-40.lbck', 'step-50.lbck']);
  expect(steps()).toEqual([10, 20, 40, 50]);
  expect(readHead(`${folder}/pinned-10.lbck`)?.place).toMatchObject({ step: 10, cause: 'asked' });
});

test('the best one is that by the first criterion that states were evaluated by, the highest where that is better', () => {
  const folder = temporaryFolder();
  const save = createCheckpointFiles(folder, {
    criteria: [
      { metric: 'val/f1', direction: 'max' },
      { metric: 'val/accuracy', direction: 'max' },
      { metric: 'val/loss', direction: 'min' },
    ],
  });
  for (const [step, accuracy, loss] of [
    [10, 0.7, 3],
    [20, 0.9, 2],
    [30, 0.8, 1],
    [40, 0.9, 4],
    [50, 0.6, 5],
  ] as const)
    save(at(step, 0, { scores: { 'val/accuracy': accuracy, 'val/loss': loss } }));
  expect(readdirSync(folder).sort()).toEqual(['step-20.lbck', 'step-40.lbck', 'step-50.lbck']);
});
