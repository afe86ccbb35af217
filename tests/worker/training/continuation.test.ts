import { expect, test } from 'vitest';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import type { StartMode } from '../../../shared/training/run-start.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { JobResult } from '../../../worker/jobs/run-job.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../worker/training/checkpoint.ts';
import { train } from '../support.ts';

/** Series of time, and of what the machine does, are of each attempt. */
const OF_TIME = ['train/examples_per_second', 'system/cpu_percent', 'system/memory_mb'];
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

const NAMES = Optimizer.anyOf.map(({ properties }) => properties.name.const);
const VARIANTS: [string, Record<string, unknown>][] = [
  ...NAMES.map((name): [string, Record<string, unknown>] => [name, { name }]),
  ['gd, backtracking', { name: 'gd', lineSearch: 'backtracking' }],
  ['gd, strong Wolfe', { name: 'gd', lineSearch: 'strong-wolfe' }],
  ['lbfgs, backtracking', { name: 'lbfgs', lineSearch: 'backtracking', history: 2 }],
  ['momentum, lecture', { name: 'momentum', form: 'lecture' }],
  ['nesterov, lecture', { name: 'nesterov', form: 'lecture' }],
  ['rmsprop, centered', { name: 'rmsprop', centered: 'yes', momentum: 0.9 }],
  ['adam, amsgrad', { name: 'adam', amsgrad: 'yes', weightDecay: 0.01, decays: 'weights' }],
];
const ORDERS = ['shuffled', 'in-order', 'with-replacement'];

/** Trains up to `cut`, and returns what was recorded and the state there as its file has it. */
function interrupted(given: Record<string, unknown>, cut: number, start?: Checkpoint, mode: StartMode = 'resume') {
  let done = 0;
  let saved: Checkpoint | undefined;
  const story = train(given, {
    ...(start && { start: { checkpoint: start, mode } }),
    shouldStop: () => done >= cut && 'pause',
    onStep(step) {
      done = step;
    },
    saveCheckpoint({ place, ...rest }) {
      const bytes = encodeCheckpoint({ place: { ...place, run: 'r', seq: 1 }, ...rest });
      saved = decodeCheckpoint(bytes);
      return { bytes: bytes.length };
    },
  });
  if (!saved) throw new Error('a training that is paused saves its state');
  return { story, saved };
}

const recorded = (stories: JobResult[]) => {
  const series: Record<string, [step: number, value: number][]> = {};
  for (const { series: values, steps } of stories) {
    for (const [key, column] of Object.entries(values)) {
      if (OF_TIME.includes(key)) continue;
      series[key] = [
        ...(series[key] ?? []),
        ...column.map((value, i): [number, number] => [steps[key]?.[i] ?? -1, value]),
      ];
    }
  }
  const batches = stories.flatMap((story) => story.batches);
  const histograms = batches.flatMap((batch) => batch.histograms ?? []);
  const events = batches
    .flatMap((batch) => batch.events ?? [])
    .filter(({ kind }) => kind === 'learning-rate' || kind === 'nan');
  return { series, histograms, events };
};

/** Trainings, each cut at up to two random steps. */
const CASES = VARIANTS.flatMap(([title, optimizer]) => ORDERS.map((order) => [title, order, optimizer] as const));

test(`${NAMES.length} optimizers in ${VARIANTS.length} forms, with ${ORDERS.length} orders of data, are ${CASES.length} trainings to cut`, () => {
  expect([NAMES.length, VARIANTS.length, CASES.length]).toEqual([15, 22, 66]);
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
      const { story, saved } = interrupted(given, cut, state);
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
  const { story, saved } = interrupted({ ...STATEFUL }, 5);
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
  const { story, saved } = interrupted(given, 20);
  const rest = train(given, { start: { checkpoint: saved, mode: 'resume' } });
  expect(recorded([whole]).events.filter(({ kind }) => kind === 'nan')).toHaveLength(1);
  expect(recorded([story, rest])).toEqual(recorded([whole]));
});

test('a file of version 2 goes on with the same numbers of the network, as far as it has them', () => {
  const given = { ...STATEFUL, histogramEvery: 0 };
  const { saved } = interrupted(given, 9);
  const rest = train(given, { start: { checkpoint: { ...saved, memory: null }, mode: 'resume' } });
  const whole = train(given);
  expect(rest.series['train/loss']).toEqual(whole.series['train/loss']?.slice(9));
  expect(rest.series['val/loss']?.at(-1)).toBe(whole.series['val/loss']?.at(-1));
});
