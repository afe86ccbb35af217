import { expect, test } from 'vitest';
import type { Job } from '../../../shared/training/job.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { type JobResult, type RunJobOptions, runJob } from '../../../worker/jobs/run-job.ts';
import type { Checkpoint } from '../../../worker/training/checkpoint.ts';
import { interrupted, OPTIMIZER_FORMS, recorded } from '../interruptions.ts';

const STEPS = 40;
type Given = Record<string, unknown>;

/** A schedule that watches the loss, and marks of its drops. */
const STATEFUL: Given = {
  surface: { name: 'rosenbrock' },
  schedule: { name: 'plateau', patience: 1, factor: 0.7 },
  length: { count: STEPS },
};

const descend = (given: Given) => (options: RunJobOptions) => runJob(given as unknown as Job, options);

const searches = ({ name, lineSearch = 'none' }: Given) => name === 'lbfgs' || lineSearch !== 'none';

/** Every optimizer, exact and where that may be with noise; both Wolfe conditions and backtracking among them. */
const CASES = OPTIMIZER_FORMS.flatMap(([title, settings]): [string, Given][] => {
  const optimizer = searches(settings) ? settings : { learningRate: 0.001, ...settings };
  const exact: [string, Given] = [title, { ...STATEFUL, optimizer }];
  return searches(settings) ? [exact] : [exact, [`${title}, with noise`, { ...STATEFUL, optimizer, noise: 0.5 }]];
});

/** Attempts that are cut at up to two random steps, and the state after the last of them. */
function cutTwice(title: string, given: Given): { stories: JobResult[]; state: Checkpoint } {
  const random = new Generator(title.length, 'noise');
  const cuts = [1 + random.integer(STEPS - 2), 1 + random.integer(STEPS - 2)].sort((a, b) => a - b);
  const stories: JobResult[] = [];
  let state: Checkpoint | undefined;
  for (const cut of new Set(cuts)) {
    const { story, saved } = interrupted(descend(given), cut, state);
    expect(saved.place.step).toBe(cut);
    stories.push(story);
    state = saved;
  }
  return { stories, state: state as Checkpoint };
}

test.each(CASES)('%s: a descent that is cut at random moments goes on bit by bit', (title, given) => {
  const whole = descend(given)({});
  const { stories, state } = cutTwice(title, given);
  const rest = descend(given)({ start: { checkpoint: state, mode: 'resume' } });
  expect(rest.outcome).toEqual(whole.outcome);
  expect(recorded([...stories, rest])).toEqual(recorded([whole]));
});

/** What was recorded from a step on. */
function from(step: number, { series }: ReturnType<typeof recorded>) {
  const later = Object.entries(series).map(([key, points]) => [key, points.filter(([at]) => at >= step)] as const);
  return Object.fromEntries(later.filter(([, points]) => points.length > 0));
}

test.each(CASES)('%s: a fork without changes takes the steps that its parent would have taken', (title, given) => {
  const whole = recorded([descend(given)({})]);
  const { state } = cutTwice(title, given);
  const { step } = state.place;
  const fork = recorded([descend(given)({ start: { checkpoint: state, mode: 'fork' } })]);
  expect(from(step + 1, fork)).toEqual(from(step + 1, whole));
  for (const key of ['point/x', 'point/y', 'loss', 'train/evaluations', 'distance'])
    expect(fork.series[key]?.[0], key).toEqual(whole.series[key]?.[step]);
});

test('a fork with another optimizer goes on from where the point is, not from where Nesterov looks ahead', () => {
  const given = { ...STATEFUL, optimizer: { name: 'nesterov', learningRate: 0.001 } };
  const { saved } = interrupted(descend(given), 20);
  const fork = descend({ ...given, optimizer: { name: 'gd', learningRate: 0.001 } })({
    start: { checkpoint: saved, mode: 'fork' },
  });
  const parent = descend(given)({});
  const [at, to, slope] = ['point/x', 'point/x', 'gradient/x'].map(
    (key, i) => fork.series[key]?.[i === 1 ? 1 : 0] ?? 0,
  );
  expect([fork.steps['point/x']?.[0], at]).toEqual([20, parent.series['point/x']?.[20]]);
  expect(to).toBe((at ?? 0) - 0.001 * (slope ?? 0));
  const said = fork.batches.flatMap(({ events }) => events ?? []).find(({ kind }) => kind === 'resume');
  expect(said).toMatchObject({
    step: 20,
    text: 'goes on from step 20 of run r; optimizer nesterov ≠ gd: its state begins anew',
  });
});

test('a warm start begins at step 0 where another descent had come to, also on another surface', () => {
  const { saved } = interrupted(descend(STATEFUL), 20);
  const warm = descend({ ...STATEFUL, surface: { name: 'beale' } })({ start: { checkpoint: saved, mode: 'warm' } });
  const parent = descend(STATEFUL)({});
  expect(warm.steps['point/x']?.[0]).toBe(0);
  expect(warm.series['point/x']?.[0]).toBe(parent.series['point/x']?.[20]);
  expect(warm.series['train/evaluations']?.[1]).toBe(1);
});

test('a state is saved every so many steps and after the last, with the loss there, which is recorded too', () => {
  const given = { ...STATEFUL, checkpointEvery: 15, optimizer: { name: 'lbfgs' }, surface: { name: 'beale' } };
  const saved: [number, number | undefined][] = [];
  const { series } = descend(given)({
    saveCheckpoint({ place: { step, scores } }) {
      saved.push([step, scores?.loss]);
      return { bytes: 1 };
    },
  });
  expect(saved).toEqual([15, 30, 40].map((step) => [step, series.loss?.[step]]));
});
