import { expect, test } from 'vitest';
import { Generator } from '../../../worker/engine/rng.ts';
import type { JobResult } from '../../../worker/jobs/run-job.ts';
import type { Checkpoint } from '../../../worker/training/checkpoint.ts';
import { interrupted, OPTIMIZER_FORMS, OPTIMIZER_NAMES, recorded } from '../interruptions.ts';
import { train } from '../support.ts';

const STEPS = 24;

/** A network with all that has state of its own: dropout, running statistics, a schedule that watches the loss. */
const STATEFUL = {
  dataset: { name: 'moons', limit: 90, noise: 0.3 },
  network: { hidden: [6, 6], normalization: 'batch', dropout: 0.2 },
  schedule: { name: 'plateau', patience: 0, factor: 0.5 },
  batchSize: 16,
  length: { unit: 'steps', count: STEPS },
  histogramEvery: 3,
  layersEvery: 2,
  trainEvaluationEvery: 1,
  checkpointEvery: 1,
};

const ORDERS = ['shuffled', 'in-order', 'with-replacement'];

/** Trainings, each cut at up to two random steps. */
const CASES = OPTIMIZER_FORMS.flatMap(([title, optimizer]) =>
  ORDERS.map((order) => [title, order, optimizer] as const),
);

test(`${OPTIMIZER_NAMES.length} optimizers in ${OPTIMIZER_FORMS.length} forms, with ${ORDERS.length} orders of data, are ${CASES.length} trainings to cut`, () => {
  expect([OPTIMIZER_NAMES.length, OPTIMIZER_FORMS.length, CASES.length]).toEqual([15, 22, 66]);
});

test.each(CASES)(
  '%s with data %s: a training that is cut at random moments and goes on records what an uninterrupted one does, bit by bit',
  (title, order, optimizer) => {
    const given = { ...STATEFUL, optimizer, order };
    const whole = train(given);
    const random = new Generator(title.length + 7 * order.length, 'noise');
    const cuts = [1 + random.integer(STEPS - 2), 1 + random.integer(STEPS - 2)].sort((a, b) => a - b);

    const stories: JobResult[] = [];
    let state: Checkpoint | undefined;
    for (const cut of new Set(cuts)) {
      const { story, saved } = interrupted((options) => train(given, options), cut, state);
      expect(saved.place.step).toBe(cut);
      expect(story.outcome).toEqual({ state: 'paused' });
      stories.push(story);
      state = saved;
    }
    const rest = train(given, { start: { checkpoint: state as Checkpoint, mode: 'resume' } });
    expect(rest.outcome).toEqual(whole.outcome);
    expect(recorded([...stories, rest])).toEqual(recorded([whole]));

    // a fork with the same settings is the same line, and so is one with another length up to where that matters
    const fork = train(given, { start: { checkpoint: state as Checkpoint, mode: 'fork' } });
    expect(fork.outcome).toEqual(whole.outcome);
    expect(recorded([...stories, fork])).toEqual(recorded([whole]));
  },
);

test('a training that goes on says so on its curves, once for each time', () => {
  const { story, saved } = interrupted((options) => train(STATEFUL, options), 5);
  const rest = train(STATEFUL, { start: { checkpoint: saved, mode: 'resume' } });
  const resumes = ({ batches }: JobResult) =>
    batches.flatMap(({ events }) => events ?? []).filter(({ kind }) => kind === 'resume');
  expect(resumes(story)).toEqual([]);
  expect(resumes(rest)).toMatchObject([{ step: 5, text: 'goes on from the checkpoint of step 5' }]);
});

test('a loss that was not finite before the cut is not reported again', () => {
  const given = {
    ...STATEFUL,
    optimizer: { name: 'sgd', learningRate: 1e6 },
    onNonFinite: 'continue',
    network: { hidden: [6] },
  };
  const whole = train(given);
  const { story, saved } = interrupted((options) => train(given, options), 20);
  const rest = train(given, { start: { checkpoint: saved, mode: 'resume' } });
  expect(recorded([whole]).events.filter(({ kind }) => kind === 'nan')).toHaveLength(1);
  expect(recorded([story, rest])).toEqual(recorded([whole]));
});

test('a file of version 2 goes on with the same numbers of the network, as far as it has them', () => {
  const given = { ...STATEFUL, histogramEvery: 0 };
  const { saved } = interrupted((options) => train(given, options), 9);
  const rest = train(given, { start: { checkpoint: { ...saved, memory: null }, mode: 'resume' } });
  const whole = train(given);
  expect(rest.series['train/loss']).toEqual(whole.series['train/loss']?.slice(9));
  expect(rest.series['val/loss']?.at(-1)).toBe(whole.series['val/loss']?.at(-1));
});
