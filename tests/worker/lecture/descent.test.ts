import { describe, expect, test } from 'vitest';
import { Adadelta } from '../../../worker/engine/optimizers/adadelta.ts';
import { Adagrad } from '../../../worker/engine/optimizers/adagrad.ts';
import { Adam } from '../../../worker/engine/optimizers/adam.ts';
import { HeavyBall } from '../../../worker/engine/optimizers/heavy-ball.ts';
import { Lbfgs } from '../../../worker/engine/optimizers/lbfgs.ts';
import type { Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { Rmsprop } from '../../../worker/engine/optimizers/rmsprop.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { SteepestDescent } from '../../../worker/engine/optimizers/steepest-descent.ts';
import type { Parameters } from '../../../worker/engine/parameters.ts';
import { descend, stepsUnder } from './support.ts';
import { barrier, beale, quadratic, rosenbrock } from './surfaces.ts';

type Create = (parameters: Parameters) => Optimizer;
const gd: Create = (p) => new Sgd(p);
const momentum =
  (mu: number): Create =>
  (p) =>
    new Sgd(p, { momentum: mu });
const nesterov =
  (mu: number): Create =>
  (p) =>
    new Sgd(p, { momentum: mu, nesterov: true });

function expectNear(actual: readonly number[], expected: readonly number[], within: number): void {
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]), `${actual} is not ${expected}`).toBeLessThanOrEqual(within);
  });
}

describe('two bowls, gradient descent from (−2, −2), 300 steps', () => {
  test('the round one takes both coordinates alike', () => {
    expectNear(descend(quadratic([1, 1]), [-2, -2], gd, 0.01, 300).end, [-0.0980818, -0.0980818], 1e-7);
  });

  test('the long one is fast where it is steep and slow where it is flat', () => {
    expectNear(descend(quadratic([0.25, 4]), [-2, -2], gd, 0.01, 300).end, [-0.9438464, -9.6e-6], 1e-7);
    expect(descend(quadratic([0.25, 4]), [-2, -2], gd, 0.1, 300).end[0]).toBeCloseTo(-0.0010056, 7);
  });

  test('near the limit 2/λ the steep coordinate alternates, at it stays, beyond it grows', () => {
    const { path } = descend(quadratic([0.25, 4]), [-2, -2], gd, 0.4, 60);
    for (let t = 1; t < path.length; t++) {
      expect(path[t][0] / path[t - 1][0]).toBeCloseTo(0.9, 12);
      expect(path[t][1] / path[t - 1][1]).toBeCloseTo(-0.6, 12);
    }
    const level = descend(quadratic([0.25, 4]), [-2, -2], gd, 0.5, 300);
    for (const [, y] of level.path) expect(Math.abs(y)).toBeCloseTo(2, 12);
    const [, y] = descend(quadratic([0.25, 4]), [-2, -2], gd, 0.51, 300).end;
    expect(Math.abs(y) / 257651).toBeCloseTo(1, 5);
  });
});

describe('the race on Beale, 300 steps from (0.7, 1.4)', () => {
  const race = (create: Create, rate: number) => descend(beale, [0.7, 1.4], create, rate, 300);

  test.each<[string, Create, number, number[]]>([
    ['gradient descent', gd, 0.005, [2.59817, 0.38027]],
    ['momentum', momentum(0.9), 0.005, [3.0013, 0.50032]],
    ['Nesterov', nesterov(0.9), 0.005, [3.00167, 0.50042]],
    ['AdaGrad', (p) => new Adagrad(p), 0.1, [2.13962, 0.18486]],
    ['RMSProp', (p) => new Rmsprop(p, { rho: 0.9 }), 0.1, [2.77376, 0.49764]],
    ['Adam', (p) => new Adam(p), 0.1, [2.97707, 0.4942]],
  ])('%s ends where it should', (_, create, rate, end) => {
    expectNear(race(create, rate).end, end, 1e-4);
  });

  test('momentum ends ten thousand times lower than gradient descent', () => {
    expect(race(momentum(0.9), 0.005).value).toBeLessThan(1e-4 * race(gd, 0.005).value);
  });

  test('from (3, −1.5) fixed steps diverge and Adam does not', () => {
    const from = (create: Create, rate: number) => descend(beale, [3, -1.5], create, rate, 300).value;
    expect(Number.isFinite(from(gd, 0.01))).toBe(false);
    expect(Number.isFinite(from(momentum(0.9), 0.01))).toBe(false);
    expect(from(nesterov(0.9), 0.01)).not.toBeLessThan(1);
    expect(from((p) => new Adam(p), 0.1)).toBeLessThan(1);
  });
});

test.each<[string, Create, number, number[]]>([
  ['GD 0.4', gd, 0.4, [-0.943467, -0.000073]],
  ['GD 0.6', gd, 0.6, [-0.387814, -1673.365109]],
  ['momentum 0.5', momentum(0.5), 0.6, [0.007188, 0.002553]],
  ['momentum 0.25', momentum(0.25), 0.6, [-0.12634, -0.186632]],
  ['AdaGrad 0.4', (p) => new Adagrad(p), 0.4, [-2.382563, -0.158591]],
  ['AdaGrad 2', (p) => new Adagrad(p), 2, [-0.002295, 0]],
  ['RMSProp 0.9', (p) => new Rmsprop(p, { rho: 0.9 }), 0.4, [-0.010599, 0]],
])('0.1x² + 2y² from (−5, −2): 20 steps of %s end as *Dive into Deep Learning* prints', (_, create, rate, end) => {
  expectNear(descend(quadratic([0.2, 4]), [-5, -2], create, rate, 20).end, end, 2e-6);
});

describe('convergence rates on diag(1, 1/κ), until the norm has fallen a millionfold', () => {
  const steps = (kappa: number, create: Create, rate: number) => {
    const { path } = descend(quadratic([1, 1 / kappa]), [1, 1], create, rate, 7000);
    return path.findIndex(([x, y]) => Math.hypot(x, y) <= 1e-6 * Math.SQRT2) + 1;
  };
  const root = Math.sqrt;
  const best = (kappa: number) => 2 / (1 + 1 / kappa);
  const heavy = (kappa: number) => ({
    rate: 4 / (1 + 1 / root(kappa)) ** 2,
    mu: ((root(kappa) - 1) / (root(kappa) + 1)) ** 2,
  });

  test.each([
    [10, 69, 27, 42],
    [100, 691, 93, 154],
    [1000, 6908, 315, 507],
  ])('κ = %i', (kappa, plain, ball, accelerated) => {
    const near = (count: number, expected: number) => expect(Math.abs(count - expected)).toBeLessThanOrEqual(2);
    near(steps(kappa, gd, best(kappa)), plain);
    near(steps(kappa, momentum(heavy(kappa).mu), heavy(kappa).rate), ball);
    near(steps(kappa, nesterov((root(kappa) - 1) / (root(kappa) + 1)), 1), accelerated);
  });

  test('gradient descent needs κ times as many steps, the heavy ball about √κ', () => {
    const slope = (count: (kappa: number) => number) => Math.log10(count(1000) / count(10)) / 2;
    expect(Math.abs(slope((k) => steps(k, gd, best(k))) - 1)).toBeLessThan(0.02);
    expect(Math.abs(slope((k) => steps(k, momentum(heavy(k).mu), heavy(k).rate)) - 0.53)).toBeLessThan(0.04);
  });
});

describe('momentum', () => {
  test('under a constant gradient goes 1/(1 − α) times as far', () => {
    const distance = (create: Create) => stepsUnder(() => [1], create, 0.01, 200).reduce((sum, [x]) => sum + x, 0);
    expect(distance(momentum(0.9)) / distance(gd)).toBeCloseTo(9.55, 8);
    const [last] = stepsUnder(() => [1], momentum(0.9), 0.01, 300).at(-1) ?? [];
    expect(last).toBeCloseTo(-0.1, 10);
  });

  test.each([
    [0, 3.847],
    [0.5, 3.847],
    [0.8, 1.945],
    [0.9, 0],
  ])('of %d crosses what barriers it can', (alpha, end) => {
    expect(Math.abs(descend(barrier, [5], momentum(alpha), 0.05, 3000).end[0] - end)).toBeLessThan(2e-3);
  });

  test('has two forms that agree at a constant rate and part when it changes', () => {
    const rates = [0.1, 0.1, 0.01, 0.01];
    const run = (create: Create, rate: (step: number) => number) =>
      descend(quadratic([1]), [1], create, rate, 4).end[0];
    const lecture: Create = (p) => new HeavyBall(p, { momentum: 0.9 });
    expect(run(momentum(0.9), (step) => rates[step - 1])).toBeCloseTo(0.668574, 6);
    expect(run(lecture, (step) => rates[step - 1])).toBeCloseTo(0.393012, 6);
    expect(run(lecture, () => 0.1)).toBeCloseTo(
      run(momentum(0.9), () => 0.1),
      14,
    );
  });

  test("Nesterov's two forms hold the same look-ahead point", () => {
    const lecture: Create = (p) => new HeavyBall(p, { momentum: 0.9, nesterov: true });
    const [a, b] = [lecture, nesterov(0.9)].map((create) => descend(beale, [0.7, 1.4], create, 0.005, 200));
    for (const [t, point] of a.path.entries()) expectNear(point, b.path[t], 1e-12);
  });
});

describe('under constant gradients (1e−3, −3, 50) at rate 0.1', () => {
  const gradient = [1e-3, -3, 50];
  const sizes = (create: Create, scale = 1) => stepsUnder(() => gradient.map((g) => g * scale), create, 0.1, 10);
  const adam: Create = (p) => new Adam(p);
  const adagrad: Create = (p) => new Adagrad(p);
  const rmsprop: Create = (p) => new Rmsprop(p, { rho: 0.99 });

  /** Steps against the gradient of the given size, but for what ε takes from it. */
  const expectSizes = (
    steps: number[][],
    size: (t: number) => number,
    root: (t: number) => number,
    epsilon: number,
  ) => {
    for (const [i, step] of steps.entries()) {
      const expected = gradient.map((g) => {
        const meanSquareRoot = Math.abs(g) * root(i + 1);
        return (-Math.sign(g) * size(i + 1) * meanSquareRoot) / (meanSquareRoot + epsilon);
      });
      expectNear(step, expected, 1e-12);
    }
  };

  test('Adam moves every element by the rate at every step', () => {
    for (const step of sizes(adam)) expectNear(step, [-0.099999, 0.1, -0.1], 1e-8);
  });

  test('AdaGrad by the rate over √t, RMSProp by the rate over √(1 − ρᵗ)', () => {
    expectSizes(sizes(adagrad), (t) => 0.1 / Math.sqrt(t), Math.sqrt, 1e-10);
    const mean = (t: number) => Math.sqrt(1 - 0.99 ** t);
    expectSizes(sizes(rmsprop), (t) => 0.1 / mean(t), mean, 1e-8);
    expect(Math.abs(sizes(rmsprop)[0][2])).toBeCloseTo(1, 8);
    expect(Math.abs(sizes(rmsprop)[9][2])).toBeCloseTo(0.32339, 5);
  });

  test.each([adam, adagrad, rmsprop])('a thousandfold loss changes no step', (create) => {
    for (const [i, step] of sizes(create).entries()) expectNear(step, sizes(create, 1000)[i], 1e-4);
  });
});

describe('weight decay under gradient zero, three steps from (1, −4)', () => {
  const decayed = (create: Create) => {
    const steps = stepsUnder(() => [0, 0], create, 0.1, 3, [1, -4]);
    return [0, 1].map((i) => steps.reduce((sum, step) => sum + step[i], [1, -4][i]));
  };

  test('shrinks by (1 − lr·λ) each step in SGD and AdamW, and by about lr in Adam with L2', () => {
    expectNear(
      decayed((p) => new Sgd(p, { weightDecay: 0.1 })),
      [0.970299, -3.881196],
      1e-12,
    );
    expectNear(
      decayed((p) => new Adam(p, { weightDecay: 0.1, decoupled: true })),
      [0.970299, -3.881196],
      1e-12,
    );
    expectNear(
      decayed((p) => new Adam(p, { weightDecay: 0.1 })),
      [0.701586, -3.700274],
      1e-6,
    );
  });
});

test.each<[string, Create, number, number[]]>([
  ['SGD with decay', (p) => new Sgd(p, { weightDecay: 0.1 }), 0.05, [0.7536315, -0.0594368781, 2.85297015]],
  ['momentum', momentum(0.9), 0.05, [0.417155937, 1.0436, 2.80515434]],
  [
    'damped momentum',
    (p) => new Sgd(p, { momentum: 0.9, dampening: 0.5 }),
    0.05,
    [0.598442871, 1.86856875, 2.87160732],
  ],
  [
    'Nesterov with decay',
    (p) => new Sgd(p, { momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
    0.05,
    [0.263245036, 0.0108926367, 2.51532229],
  ],
  [
    'AdaGrad with everything',
    (p) => new Adagrad(p, { learningRateDecay: 0.1, weightDecay: 0.01, initialAccumulator: 0.1 }),
    0.1,
    [0.739752573, -1.72448397, 2.77251857],
  ],
  ['RMSProp', (p) => new Rmsprop(p), 0.01, [0.696465799, -1.68548158, 2.68205391]],
  [
    'RMSProp centered with momentum',
    (p) => new Rmsprop(p, { momentum: 0.9, centered: true }),
    0.01,
    [0.13470195, -1.08192353, 2.06647825],
  ],
  ['Adam', (p) => new Adam(p), 0.1, [0.507963662, -1.50295578, 2.50177947]],
  ['AMSGrad', (p) => new Adam(p, { amsgrad: true }), 0.1, [0.507963662, -1.50295578, 2.50177947]],
  ['AdamW', (p) => new Adam(p, { weightDecay: 0.1, decoupled: true }), 0.1, [0.46995266, -1.41556648, 2.36527859]],
  ['Adadelta', (p) => new Adadelta(p), 1, [0.983631387, -1.98359914, 2.98358938]],
])('five steps of %s on ½(x² + 10y² + 0.1z²) from (1, −2, 3)', (_, create, rate, end) => {
  expectNear(descend(quadratic([1, 10, 0.1]), [1, -2, 3], create, rate, 5).end, end, 2e-8);
});

describe('line searches on Rosenbrock from (−1.2, 1)', () => {
  test('L-BFGS with strong Wolfe reaches 1e−8 in under 80 evaluations, every step accepted', () => {
    const optimizers: Lbfgs[] = [];
    const create: Create = (p) => optimizers[optimizers.push(new Lbfgs(p)) - 1];
    const after = (steps: number) => descend(rosenbrock, [-1.2, 1], create, 1, steps).value;
    let steps = 1;
    while (steps < 100 && after(steps) >= 1e-8) {
      steps += 1;
      expect(optimizers.at(-1)?.lastSearch?.accepted).toBe(true);
    }
    expect(optimizers.at(-1)?.evaluations).toBeLessThan(80);
  });

  test('gradient descent with backtracking goes down at every step', () => {
    const { path } = descend(rosenbrock, [-1.2, 1], (p) => new SteepestDescent(p), 1, 200);
    const values = path.map(([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2);
    for (let t = 1; t < values.length; t++) expect(values[t]).toBeLessThan(values[t - 1]);
  });
});
