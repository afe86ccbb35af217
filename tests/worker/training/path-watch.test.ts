import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathFile, pathStep } from '../../../shared/training/run-files.ts';
import { type Checkpoint, readCheckpoint } from '../../../worker/training/checkpoint.ts';
import { createPathFiles } from '../../../worker/training/path-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { configOf, train } from '../support.ts';

const GIVEN = {
  dataset: { name: 'moons', limit: 90, noise: 0.3 },
  network: { hidden: [6] },
  batchSize: 16,
  length: { unit: 'steps', count: 200 },
};

/** Trains with its path kept in a folder; the steps of it, and every state that a checkpoint was made of. */
function trained(given: Record<string, unknown> = {}, folder = temporaryFolder()) {
  const job = { ...GIVEN, ...given };
  const warnings: string[] = [];
  const states = new Map<number, Checkpoint['state']>();
  const result = train(job, {
    pathFiles: createPathFiles(folder, { run: 'r', config: configOf(job) }, (text) => warnings.push(text)),
    saveCheckpoint({ place, state }) {
      states.set(place.step, state);
      return { bytes: 1 };
    },
  });
  const steps = (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((file) => pathStep(file) ?? [])
    .sort((a, b) => a - b);
  return { folder, steps, states, result, warnings };
}

test('the weights are kept at moments along a training, closer together at its start, and that changes no number of it', () => {
  const { folder, steps, states, result } = trained({ checkpointEvery: 1 });
  expect(steps.length).toBeGreaterThan(16);
  expect(steps.length).toBeLessThanOrEqual(24);
  expect([steps[0], steps.at(-1)]).toEqual([2, 200]);
  expect(steps.filter((step) => step < 50).length).toBeGreaterThan(steps.length / 3);
  const both = steps.filter((step) => states.has(step));
  expect(both).not.toEqual([]);
  for (const step of both)
    expect(readCheckpoint(join(folder, pathFile(step))).state.parameters).toEqual(states.get(step)?.parameters);
  expect(result.series['train/loss']).toEqual(train(GIVEN).series['train/loss']);
});

test('a training that goes on from before some of them keeps those up to there', () => {
  const folder = temporaryFolder();
  trained({}, folder);
  createPathFiles(folder, { run: 'r', config: configOf(GIVEN) }, () => {}).begin(50);
  expect(Math.max(...readdirSync(folder).flatMap((file) => pathStep(file) ?? []))).toBeLessThanOrEqual(50);
});

test('of larger networks fewer are kept, of those where four would be too much none, and none where no state is to be saved', () => {
  const few = trained({ network: { hidden: [1000, 300] }, length: { unit: 'steps', count: 30 } });
  expect(few.steps.length).toBeGreaterThan(2);
  expect(few.steps.length).toBeLessThan(8);
  expect(trained({ network: { hidden: [1000, 600] }, length: { unit: 'steps', count: 3 } }).steps).toEqual([]);
  expect(trained({ checkpointEvery: 0 }).steps).toEqual([]);
});

test('where they cannot be written it is said once, and the training goes on', () => {
  const { result, warnings } = trained({}, '/dev/null/nowhere');
  expect(result.outcome).toEqual({ state: 'finished' });
  expect(warnings).toEqual([expect.stringMatching(/^the path of the weights could not be kept: /)]);
});
