import { expect, test } from 'vitest';
import type { JobResult } from '../../../worker/jobs/run-job.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../worker/training/checkpoint.ts';
import { train } from '../support.ts';

const BASE = {
  dataset: { name: 'moons', limit: 90, noise: 0.3 },
  network: { hidden: [6, 5] },
  optimizer: { name: 'adam', learningRate: 0.01 },
  batchSize: 16,
  length: { unit: 'steps', count: 12 },
  checkpointEvery: 1,
};
type Given = Record<string, unknown>;

/** The state that a training ends with, as its file has it. */
function stateOf(given: Given): Checkpoint {
  let saved: Checkpoint | undefined;
  train(given, {
    saveCheckpoint({ place, ...rest }) {
      saved = decodeCheckpoint(encodeCheckpoint({ place: { ...place, run: 'parent', seq: 1 }, ...rest }));
      return { bytes: 1 };
    },
  });
  if (!saved) throw new Error('the last state is saved');
  return saved;
}

/** Begins with a state; what was said of it, and what the training came to. */
function begin(given: Given, checkpoint: Checkpoint, mode: 'fork' | 'warm') {
  let after: Checkpoint | undefined;
  const result = train(given, {
    start: { checkpoint, mode },
    saveCheckpoint({ place, ...rest }) {
      after ??= { place: { ...place, run: 'child', seq: 1 }, ...rest };
      return { bytes: 1 };
    },
  });
  return { result, after, said: saidAtStart(result) };
}

const saidAtStart = ({ batches }: JobResult) => {
  const event = batches.flatMap(({ events }) => events ?? []).find(({ kind }) => kind === 'resume');
  return { step: event?.step, parts: event?.text.split('; ') };
};

const KINDS: [string, Given][] = [
  ['a network', BASE],
  ['one with batch normalization', { ...BASE, network: { hidden: [6, 5], normalization: 'batch' } }],
  [
    'one with layer normalization, dropout and residual blocks',
    { ...BASE, network: { hidden: [6, 6], normalization: 'layer', dropout: 0.2, residual: 'yes' } },
  ],
  ['one with a line search', { ...BASE, optimizer: { name: 'lbfgs' } }],
  [
    'one with convolutions',
    {
      ...BASE,
      dataset: { name: 'mnist', limit: 60 },
      network: { hidden: [6], convolutions: [2, 3], normalization: 'batch' },
      length: { unit: 'steps', count: 4 },
    },
  ],
];

test.each(KINDS)('%s starts warm with every weight of another, from step 0, with a new optimizer', (_title, given) => {
  const parent = stateOf(given);
  const child = {
    ...given,
    length: { unit: 'steps', count: 1 },
    seed: 7,
    optimizer: { name: 'sgd', learningRate: 1e-30 },
  };
  const { result, after, said } = begin(child, parent, 'warm');
  expect(said).toEqual({ step: 0, parts: [`starts with the weights of step ${parent.place.step} of run parent`] });
  expect(result.steps['train/loss']).toEqual([1]);
  expect(after?.state.parameters).toEqual(parent.state.parameters); // the step was too small to change one
});

test.each(KINDS)('%s forks with another rate: all of its state is taken, and the steps go on', (_title, given) => {
  const parent = stateOf(given);
  const { step } = parent.place;
  const optimizer: Given = { ...(given.optimizer as Given), learningRate: 1e-30 };
  const { result, after, said } = begin(
    { ...given, optimizer, length: { unit: 'steps', count: step + 1 } },
    parent,
    'fork',
  );
  expect(said).toEqual({ step, parts: [`goes on from step ${step} of run parent`] });
  expect(result.steps['train/loss']).toEqual([step + 1]);
  expect(after?.state.optimizer.steps).toBe(step + 1);
  if (optimizer.name !== 'lbfgs') expect(after?.state.parameters).toEqual(parent.state.parameters);
});

test('what does not fit is named with both shapes, and the rest is taken', () => {
  const parent = stateOf(BASE);
  const { after, said } = begin(
    {
      ...BASE,
      network: { hidden: [6, 8, 3] },
      length: { unit: 'steps', count: 13 },
      optimizer: { name: 'adam', learningRate: 1e-30 },
    },
    parent,
    'fork',
  );
  expect(said.parts).toEqual([
    'goes on from step 12 of run parent',
    'layer2.weight 5×6 ≠ 8×6: initialized anew',
    'layer2.bias 5 ≠ 8: initialized anew',
    'layer3.weight 3×8 is not in the checkpoint: initialized anew',
    'layer3.bias 3 is not in the checkpoint: initialized anew',
    'output.weight 2×5 ≠ 2×3: initialized anew',
    'the state of adam does not fit its parameters or settings: it begins anew',
  ]);
  expect(after?.state.parameters['layer1.weight']).toEqual(parent.state.parameters['layer1.weight']);
  expect(after?.state.optimizer.steps).toBe(1);
});

test('arrays of the same size in another shape do not fit', () => {
  const parent = stateOf({ ...BASE, network: { hidden: [2] } });
  const { said } = begin(
    { ...BASE, dataset: { ...BASE.dataset, name: 'spirals' }, network: { hidden: [2] } },
    parent,
    'warm',
  );
  expect(said.parts).toEqual(['starts with the weights of step 12 of run parent']);
  const shapes = { ...parent.shapes, 'layer1.weight': [4, 1] };
  const other = begin({ ...BASE, network: { hidden: [2] } }, { ...parent, shapes }, 'warm');
  expect(other.said.parts).toContain('layer1.weight 4×1 ≠ 2×2: initialized anew');
});

test('another optimizer begins anew, and that is said', () => {
  const parent = stateOf(BASE);
  const { said } = begin({ ...BASE, optimizer: { name: 'sgd' }, length: { unit: 'steps', count: 13 } }, parent, 'fork');
  expect(said.parts).toEqual(['goes on from step 12 of run parent', 'optimizer adam ≠ sgd: its state begins anew']);
});

test('a fork that is no longer than the state it begins with says so, and trains nothing', () => {
  const parent = stateOf(BASE);
  expect(() => begin(BASE, parent, 'fork')).toThrow('step 12 of run parent is not before the end, step 12');
});

test('a state of before shapes were saved is taken by its sizes', () => {
  const { shapes: _, ...parent } = stateOf(BASE);
  const { said } = begin(
    { ...BASE, length: { unit: 'steps', count: 13 }, network: { hidden: [6, 7] } },
    parent,
    'fork',
  );
  expect(said.parts).toContain('layer2.weight (30) ≠ 7×6: initialized anew');
});
