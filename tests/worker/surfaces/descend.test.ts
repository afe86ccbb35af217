import { describe, expect, test } from 'vitest';
import type { Job } from '../../../shared/training/job.ts';
import { type JobResult, runJob } from '../../../worker/jobs/run-job.ts';

/** A descent of 20 steps on Beale, or as given. */
function descent(given: Record<string, unknown>): JobResult {
  return runJob({ surface: { name: 'beale' }, length: { count: 20 }, ...given } as unknown as Job);
}

const at = ({ series, steps }: JobResult, key: string, step: number): number =>
  series[key]?.[steps[key]?.indexOf(step) ?? -1] ?? Number.NaN;

describe('a descent', () => {
  const plain = descent({ optimizer: { name: 'gd', learningRate: 0.005 } });

  test('records point, loss and gradient from step 0 to the last', () => {
    const all = Array.from({ length: 21 }, (_, step) => step);
    for (const key of ['point/x', 'point/y', 'loss', 'gradient/x', 'gradient/y', 'distance', 'train/evaluations'])
      expect(plain.steps[key], key).toEqual(all);
    expect(plain.steps['update/x']).toEqual(all.slice(1));
    expect(at(plain, 'point/x', 0)).toBe(0.7);
    expect(at(plain, 'train/evaluations', 20)).toBe(20);
    expect(at(plain, 'distance', 0)).toBeCloseTo(Math.hypot(2.3, 0.9), 12);
  });

  test('without momentum goes against the gradient that is recorded where it was', () => {
    for (let step = 0; step < 20; step++) {
      expect(at(plain, 'point/x', step + 1)).toBe(at(plain, 'point/x', step) - 0.005 * at(plain, 'gradient/x', step));
      expect(at(plain, 'update/x', step + 1)).toBe(at(plain, 'point/x', step + 1) - at(plain, 'point/x', step));
    }
    expect(plain.series['velocity/x']).toBeUndefined();
  });

  test.each(['pytorch', 'lecture'])("momentum's update is its velocity, in the %s form", (form) => {
    const ball = descent({ optimizer: { name: 'momentum', learningRate: 0.005, form } });
    for (let step = 1; step <= 20; step++)
      expect(at(ball, 'update/y', step)).toBeCloseTo(at(ball, 'velocity/y', step), 14);
  });

  test.each(['pytorch', 'lecture'])('Nesterov looks ahead by a share of its velocity, in the %s form', (form) => {
    const ahead = descent({ optimizer: { name: 'nesterov', learningRate: 0.005, form } });
    for (let step = 1; step <= 20; step++) {
      const [point, velocity, look] = ['point/x', 'velocity/x', 'look_ahead/x'].map((key) => at(ahead, key, step));
      expect(look).toBeCloseTo((point ?? 0) + 0.9 * (velocity ?? 0), 14);
      expect(at(ahead, 'update/x', step)).toBeCloseTo(velocity ?? 0, 14);
    }
  });

  test('noise has mean 0 and the given deviation, and comes from the seed', () => {
    const flat = { surface: { name: 'formula', text: '0*x' }, noise: 3, length: { count: 4000 } };
    const noisy = descent({ ...flat, optimizer: { name: 'sgd' } });
    const drawn = noisy.series['gradient/x'] ?? [];
    const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / drawn.length);
    expect(Math.abs(mean)).toBeLessThan(0.15);
    expect(deviation).toBeCloseTo(3, 0);
    expect(descent({ ...flat, optimizer: { name: 'sgd' } }).series).toEqual(noisy.series);
    expect(descent({ ...flat, seed: 2, optimizer: { name: 'sgd' } }).series['point/x']).not.toEqual(
      noisy.series['point/x'],
    );
  });

  test('that runs away has diverged, at a number that is none or at the last step', () => {
    const broken = descent({ start: [3, -1.5], optimizer: { name: 'gd', learningRate: 0.01 } });
    expect(broken.outcome).toMatchObject({ state: 'failed', reason: { code: 'diverged' } });
    expect(broken.series.loss?.at(-1)).not.toBe(0);
    const growing = descent({
      surface: { name: 'quadratic' },
      optimizer: { name: 'gd', learningRate: 0.6 },
      length: { count: 30 },
    });
    expect(growing.outcome).toMatchObject({ state: 'failed', reason: { code: 'diverged' } });
    expect(growing.steps['point/x']?.at(-1)).toBe(30);
    expect(descent({ start: [3, -1.5], optimizer: { name: 'adam', learningRate: 0.1 } }).outcome.state).toBe(
      'finished',
    );
  });

  test('stops before the step that it is asked at', () => {
    let left = 5;
    const { outcome, steps } = runJob({ surface: { name: 'beale' } } as unknown as Job, {
      shouldStop: () => left-- === 0,
    });
    expect(outcome).toEqual({ state: 'stopped' });
    expect(steps['point/x']?.at(-1)).toBe(5);
  });

  test('every optimizer takes it down', async () => {
    const { Optimizer } = await import('../../../shared/training/optimizer.ts');
    for (const name of Optimizer.anyOf.map((each) => each.properties.name.const)) {
      const rate = name === 'adadelta' ? {} : { learningRate: name === 'lbfgs' ? 1 : 0.01 };
      const { outcome, series } = descent({
        surface: { name: 'quadratic', eigenvalues: [1, 3, 9], rotation: 20 },
        optimizer: { name, ...rate },
      });
      expect(outcome.state, name).toBe('finished');
      expect(series.loss?.at(-1), name).toBeLessThan(series.loss?.[0] ?? 0);
      expect(series['point/z']?.length, name).toBe(21);
    }
  });
});

describe('a line search', () => {
  const search = (lineSearch: string) =>
    descent({ surface: { name: 'rosenbrock' }, optimizer: { name: 'gd', learningRate: 1, lineSearch } });

  test.each(['backtracking', 'strong-wolfe'])('%s records what it tried, and what holds where it ended', (name) => {
    const result = search(name);
    let evaluations = 1; // of the start
    for (let step = 1; step <= 20; step++) {
      const count = at(result, 'line_search/evaluations', step);
      evaluations += count;
      expect(at(result, 'line_search/0/alpha', step)).toBe(0);
      expect(at(result, 'line_search/0/value', step)).toBe(at(result, 'loss', step - 1));
      const gradient = ['x', 'y'].map((name) => at(result, `gradient/${name}`, step - 1));
      const slope = -gradient.reduce((sum, g) => sum + g * g, 0);
      expect(at(result, 'line_search/0/slope', step) / slope).toBeCloseTo(1, 12);
      const alpha = at(result, 'line_search/alpha', step);
      const tried = Array.from({ length: count }, (_, trial) => at(result, `line_search/${trial + 1}/alpha`, step));
      expect(tried).toContain(alpha);
      const ended = tried.indexOf(alpha) + 1;
      const value = at(result, `line_search/${ended}/value`, step);
      expect(value).toBe(at(result, 'loss', step));
      const falls = value <= at(result, 'loss', step - 1) + 1e-4 * alpha * slope;
      expect(at(result, 'line_search/falls', step)).toBe(falls ? 1 : 0);
      const level = Math.abs(at(result, `line_search/${ended}/slope`, step)) <= 0.9 * -slope;
      expect(at(result, 'line_search/level', step)).toBe(level ? 1 : 0);
    }
    expect(at(result, 'train/evaluations', 20)).toBe(evaluations);
  });

  test('strong Wolfe ends where both conditions hold', () => {
    expect(new Set(search('strong-wolfe').series['line_search/level'])).toEqual(new Set([1]));
    expect(new Set(search('strong-wolfe').series['line_search/falls'])).toEqual(new Set([1]));
  });
});
