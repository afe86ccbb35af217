import { expect, test } from 'vitest';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import type { AskedSettings, Steering } from '../../../shared/training/steering.ts';
import type { ThreadAnswer } from '../../../shared/training/thread-control.ts';
import type { JobResult } from '../../../worker/jobs/run-job.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../worker/training/checkpoint.ts';
import { train } from '../support.ts';

const OF_TIME = ['train/examples_per_second', 'system/cpu_percent', 'system/memory_mb'];
const STEPS = 24;
const BASE = {
  dataset: { name: 'moons', limit: 90, noise: 0.3 },
  network: { hidden: [6, 6], normalization: 'batch', dropout: 0.2 },
  batchSize: 16,
  length: { unit: 'steps', count: STEPS },
  histogramEvery: 3,
  layersEvery: 2,
};
const NAMES = Optimizer.anyOf.map(({ properties }) => properties.name.const);
const MOMENTUM = ['momentum', 'nesterov', 'muon', 'adam', 'adamw', 'adamax', 'nadam', 'radam', 'lion'];

interface Cut {
  at?: number;
  start?: Checkpoint;
  recorded?: Steering[];
}

/** Trains, and asks for settings when so many steps are done. */
function steered(given: Record<string, unknown>, asks: Record<number, AskedSettings>, cut: Cut = {}) {
  let done = -1;
  let saved: Checkpoint | undefined;
  const open = new Map(Object.entries(asks).map(([after, set]) => [Number(after), set]));
  const answers: ThreadAnswer[] = [];
  const story = train(given, {
    ...(cut.start && { start: { checkpoint: cut.start, mode: 'resume' } }),
    ...(cut.recorded && { steering: cut.recorded }),
    shouldStop: () => done === cut.at && 'pause',
    onStep(step) {
      done = step;
    },
    requests: {
      take() {
        const set = open.get(done);
        open.delete(done);
        return set && { id: done, type: 'steer', set, by: 'test' };
      },
      answer: (answer) => answers.push(answer),
    },
    saveCheckpoint({ place, ...rest }) {
      const bytes = encodeCheckpoint({ place: { ...place, run: 'r', seq: 1 }, ...rest });
      saved = decodeCheckpoint(bytes);
      return { bytes: bytes.length };
    },
  });
  const recorded = answers.flatMap((each) =>
    'set' in each ? [{ step: each.step, set: each.set, by: each.by, at: 1 }] : [],
  );
  return { story, saved, answers, recorded };
}

function recordOf(...stories: JobResult[]) {
  const series: Record<string, unknown[]> = {};
  for (const { series: values, steps } of stories)
    for (const [key, column] of Object.entries(values))
      if (!OF_TIME.includes(key))
        series[key] = [...(series[key] ?? []), ...column.map((value, i) => [steps[key]?.[i], value])];
  const batches = stories.flatMap((story) => story.batches);
  const events = batches.flatMap(({ events = [] }) => events).filter(({ kind }) => kind === 'steering');
  return { series, histograms: batches.flatMap(({ histograms = [] }) => histograms), events };
}

test('a learning rate that is set holds from the step that the answer names, as if the schedule had dropped there', () => {
  const given = { ...BASE, optimizer: { name: 'momentum', learningRate: 0.1 } };
  const { story, answers } = steered(given, { 8: { learningRate: { times: 0.5 } } });
  expect(answers).toEqual([{ id: 8, step: 9, set: { learningRate: 0.05 }, by: 'test' }]);
  const dropped = train({ ...given, schedule: { name: 'multi-step', unit: 'step', milestones: [8], factor: 0.5 } });
  expect(recordOf(story).series).toEqual(recordOf(dropped).series);
  expect(recordOf(story).events).toMatchObject([{ step: 9, text: 'learning rate 0.1 → 0.05, by test' }]);
});

test('with a schedule it is the full rate that is set: the rate at a step is what the schedule makes of it', () => {
  const given = { ...BASE, optimizer: { name: 'sgd', learningRate: 0.2 }, schedule: { name: 'cosine', unit: 'step' } };
  const rates = steered(given, { 10: { learningRate: 0.4 } }).story.series['train/learning_rate'] ?? [];
  const [low, high] = [0.2, 0.4].map(
    (learningRate) => train({ ...given, optimizer: { name: 'sgd', learningRate } }).series['train/learning_rate'] ?? [],
  ) as [number[], number[]];
  expect(rates).toEqual([...low.slice(0, 10), ...high.slice(10)]);
});

test('a plateau that has dropped stays dropped in proportion', () => {
  const given = {
    ...BASE,
    optimizer: { name: 'sgd', learningRate: 1e-6 },
    schedule: { name: 'plateau', patience: 0, factor: 0.5, threshold: 1 },
  };
  const plain = train(given).series['train/learning_rate'] ?? [];
  const rates = steered(given, { 12: { learningRate: { times: 8 } } }).story.series['train/learning_rate'] ?? [];
  expect(plain[12]).toBeLessThan(1e-6);
  expect(rates.slice(12)).toEqual(plain.slice(12).map((rate) => 8 * rate));
});

test.each(NAMES)(
  '%s: steered live, again from its record, and cut before and after, it records the same bit by bit',
  (name) => {
    const searches = name === 'lbfgs';
    const given = { ...BASE, optimizer: { name, weightDecay: 0.01 }, network: { hidden: [6, 6] } };
    const asks: Record<number, AskedSettings> = {
      5: { weightDecay: 0.1, ...(MOMENTUM.includes(name) && { momentum: 0.5 }) },
      11: searches ? { layersEvery: 3 } : { learningRate: { times: 0.3 }, clipNorm: 0.5 },
      17: { length: { unit: 'steps', count: STEPS + 6 }, histogramEvery: 2 },
    };
    const live = steered(given, asks);
    expect(live.recorded.map(({ step }) => step)).toEqual([6, 12, 18]);
    expect(recordOf(live.story).series).not.toEqual(recordOf(train(given)).series);
    expect(live.story.steps['train/loss']).toHaveLength(STEPS + 6);

    const { recorded } = live;
    expect(recordOf(steered(given, {}, { recorded }).story)).toEqual(recordOf(live.story));
    for (const at of [3, 5, 8, 20]) {
      const before = steered(given, {}, { at, recorded });
      const after = steered(given, {}, { start: before.saved as Checkpoint, recorded });
      expect(recordOf(before.story, after.story)).toEqual(recordOf(live.story));
    }
  },
);

test('a run ends earlier or later than it was launched for, with the last step scored; it cannot end before now', () => {
  const shorter = steered(BASE, { 4: { length: { unit: 'steps', count: 7 } } });
  expect(shorter.story.steps['train/loss']?.at(-1)).toBe(7);
  expect(shorter.story.steps['val/loss']?.at(-1)).toBe(7);
  expect(shorter.story.outcome).toEqual({ state: 'finished' });
  const { answers, story } = steered(BASE, { 9: { length: { unit: 'steps', count: 9 } } });
  expect(answers).toEqual([{ id: 9, refused: 'length 9 steps: the run has taken 9 steps already' }]);
  expect(story.steps['train/loss']).toHaveLength(STEPS);
});

test('a checkpoint has the settings of its step', () => {
  const { saved } = steered(BASE, { 4: { learningRate: 0.5 } }, { at: 10 });
  expect(saved?.place.config).toMatchObject({ optimizer: { learningRate: 0.5 }, batchSize: 16 });
});
