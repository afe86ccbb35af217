import { describe, expect, test } from 'vitest';
import type { TrainingConfig } from '../../../shared/training/launch.ts';
import { SurfaceConfig } from '../../../shared/training/surface.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { createEngine } from '../../../worker/jobs/run-job.ts';
import { createSurfaceProblem } from '../../../worker/surfaces/surface-problem.ts';
import { createNetworkProblem } from '../../../worker/training/network-problem.ts';
import type { LoopConfig, Problem } from '../../../worker/training/problem.ts';
import { Recorder } from '../../../worker/training/recorder.ts';
import { train } from '../../../worker/training/trainer.ts';
import { configOf, splitsOf } from '../support.ts';

type Given = Record<string, unknown>;

/** Trains, and notes as text each point at which loss and gradient are evaluated, and where each step begins. */
function evaluatedIn(problem: Problem, config: LoopConfig, recorder: Recorder) {
  const points: string[] = [];
  const origins: string[] = [];
  /** Points that are evaluated again before the parameters have moved. */
  let again = 0;
  const here = () => problem.parameters.all.map(({ value }) => value.toArray().join()).join(';');
  let tried = new Set<string>();
  const note = () => {
    const point = here();
    if (tried.has(point)) again += 1;
    tried.add(point);
    points.push(point);
  };
  const noting: Problem = {
    ...problem,
    evaluate(step, known) {
      const origin = here();
      if (origins.at(-1) !== origin) tried = new Set(known === null ? [] : [origin]);
      origins.push(origin);
      if (known === null) note();
      return problem.evaluate(step, known);
    },
    evaluateAgain() {
      note();
      return problem.evaluateAgain();
    },
  };
  train(noting, config, { recorder, shouldStop: () => false, onStep() {} });
  return { points, again, isStalled: origins.at(-1) === origins.at(-2) };
}

function recording() {
  const counts: number[] = [];
  const recorder = new Recorder({
    writer: 'w',
    attempt: 1,
    send: ({ series }) => void counts.push(...((series?.['train/evaluations']?.value ?? []) as number[])),
  });
  return { recorder, counts };
}

function ofNetwork(given: Given) {
  const { recorder, counts } = recording();
  const config: TrainingConfig = configOf({
    dataset: { name: 'moons', limit: 60 },
    network: { hidden: [5] },
    ...given,
  });
  const problem = createNetworkProblem(config, splitsOf(config), {
    engine: createEngine('relaxed', 2 ** 24),
    recorder,
  });
  const evaluated = evaluatedIn(problem, config, recorder);
  recorder.flush();
  return { ...evaluated, counts };
}

function onSurface(given: Given) {
  const { recorder, counts } = recording();
  const config = withDefaults<SurfaceConfig>(SurfaceConfig, given);
  const evaluated = evaluatedIn(createSurfaceProblem(config, recorder), config, recorder);
  recorder.flush();
  return { ...evaluated, counts };
}

const SEARCHES = [
  { name: 'gd', lineSearch: 'backtracking' },
  { name: 'gd', lineSearch: 'strong-wolfe' },
  { name: 'gd', lineSearch: 'strong-wolfe', weightDecay: 0.01 },
  { name: 'lbfgs', lineSearch: 'backtracking' },
  { name: 'lbfgs', lineSearch: 'strong-wolfe' },
  { name: 'lbfgs', lineSearch: 'none', learningRate: 0.05 },
];
const steps = (count: number) => ({ unit: 'steps', count });

describe('a training evaluates each point that its line searches try once, and counts that', () => {
  test.each(SEARCHES)('of a network: %j', (optimizer) => {
    const { points, counts } = ofNetwork({ optimizer, length: steps(40) });
    expect(points.length - new Set(points).size).toBe(0);
    expect(counts.at(-1)).toBe(points.length);
  });

  test.each(SEARCHES)('of a network whose loss is as low as float32 has it, while it stands there: %j', (optimizer) => {
    const { points, again, counts } = ofNetwork({
      dataset: { name: 'line', limit: 40 },
      network: { hidden: [] },
      optimizer,
      length: steps(400),
    });
    expect(again).toBe(0);
    expect(counts.at(-1)).toBe(points.length);
  });

  test.each(SEARCHES)('of a surface: %j', (optimizer) => {
    const { points, counts } = onSurface({ surface: { name: 'rosenbrock' }, optimizer, length: { count: 60 } });
    expect(points.length - new Set(points).size).toBe(0);
    expect(counts.at(-1)).toBe(points.length);
  });
});

test('a search that moved nothing is not repeated, until the first distance to try is another one', () => {
  const optimizer = { name: 'lbfgs', lineSearch: 'backtracking' };
  const low = { dataset: { name: 'line', limit: 40 }, network: { hidden: [] }, optimizer };
  const short = ofNetwork({ ...low, length: steps(300) });
  const long = ofNetwork({ ...low, length: steps(400) });
  expect(short.isStalled && long.isStalled).toBe(true);
  expect(long.points.length).toBe(short.points.length);
  const decayed = { ...low, schedule: { name: 'step', every: 1, factor: 0.9 }, length: steps(400) };
  expect(ofNetwork(decayed).points.length).toBeGreaterThan(long.points.length);
});

test('a random loss is evaluated again at the same point, where it is another one', () => {
  const given = { optimizer: { name: 'lbfgs' }, length: steps(60), seed: 2 };
  const { again } = ofNetwork({ ...given, network: { hidden: [5], dropout: 0.5 } });
  expect(again).toBeGreaterThan(0);
});
