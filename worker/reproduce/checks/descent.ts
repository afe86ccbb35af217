import type { JobResult } from '../../jobs/run-job.ts';
import { around, type Check, type Finding, withinShare } from '../check.ts';
import { descend, type Given, last } from '../train.ts';

const bowl = (eigenvalues: number[]) => ({ name: 'quadratic', eigenvalues });
const optimizer = (name: string, learningRate: number, more: Given = {}) => ({ name, learningRate, ...more });
const steps = (count: number) => ({ count });

/** The parameters where a descent ends: with Nesterov's momentum, the look-ahead point. */
function end(result: JobResult): number[] {
  const vector = 'look_ahead/x' in result.series ? 'look_ahead' : 'point';
  return ['x', 'y'].flatMap((name) => result.series[`${vector}/${name}`]?.slice(-1) ?? []);
}

/** A finding for each coordinate of where a descent ends. */
function ends(of: string, result: JobResult, expected: number[], within: number, source: string): Finding[] {
  const found = end(result);
  return expected.map((value, i) => ({
    of: `${of}, ${'xy'[i]}`,
    band: around(value, within),
    values: [found[i] ?? Number.NaN],
    source,
  }));
}

const THEORY = '(1 − lr·λ)^t';

export const bowls: Check = {
  id: 'P01',
  title: 'Two bowls, 300 steps of gradient descent from (−2, −2)',
  run() {
    const run = (eigenvalues: number[], rate: number) =>
      descend({ surface: bowl(eigenvalues), start: [-2, -2], optimizer: optimizer('gd', rate), length: steps(300) });
    const theory = (rate: number, lambda: number) => -2 * (1 - rate * lambda) ** 300;
    const exact = (of: string, value: number | undefined, expected: number): Finding => ({
      of,
      band: withinShare(expected, 1e-6),
      values: [value ?? Number.NaN],
      source: THEORY,
    });
    const [round, slow, quick, steep, level, away] = [
      run([1, 1], 0.01),
      ...[0.01, 0.1, 0.4, 0.5, 0.51].map((rate) => run([0.25, 4], rate)),
    ] as [JobResult, JobResult, JobResult, JobResult, JobResult, JobResult];
    const ratios = (key: string) => {
      const path = steep.series[key] ?? [];
      const all = path.slice(1).map((value, i) => value / (path[i] ?? Number.NaN));
      return [Math.min(...all), Math.max(...all)];
    };
    return [
      exact('round, lr 0.01, x', end(round)[0], theory(0.01, 1)),
      exact('round, lr 0.01, y', end(round)[1], theory(0.01, 1)),
      exact('long, lr 0.01, x', end(slow)[0], theory(0.01, 0.25)),
      exact('long, lr 0.01, y', end(slow)[1], theory(0.01, 4)),
      exact('long, lr 0.1, x', end(quick)[0], theory(0.1, 0.25)),
      {
        of: 'long, lr 0.4, ratio of successive x',
        band: withinShare(0.9, 1e-6),
        values: ratios('point/x'),
        source: THEORY,
      },
      {
        of: 'long, lr 0.4, ratio of successive y',
        band: withinShare(-0.6, 1e-6),
        values: ratios('point/y'),
        source: THEORY,
      },
      {
        of: 'long, lr 0.5, |y| at every step',
        band: withinShare(2, 1e-6),
        values: [Math.min, Math.max].map((pick) => pick(...(level.series['point/y'] ?? []).map(Math.abs))),
        source: THEORY,
      },
      exact('long, lr 0.51, |y|', Math.abs(end(away)[1] ?? Number.NaN), 2 * 1.04 ** 300),
    ];
  },
};

export const bealeRace: Check = {
  id: 'P02',
  title: 'The race on Beale, 300 steps from (0.7, 1.4)',
  run() {
    const race = (name: string, rate: number, more: Given = {}, start = [0.7, 1.4]) =>
      descend({
        surface: { name: 'beale' },
        start,
        optimizer: optimizer(name, rate, more),
        length: steps(300),
        onNonFinite: 'stop',
      });
    const source = 'PyTorch; videos of the lecture';
    const rows: [string, JobResult, number[]][] = [
      ['gradient descent 0.005', race('gd', 0.005), [2.59817, 0.38027]],
      ['momentum 0.9', race('momentum', 0.005), [3.0013, 0.50032]],
      ['Nesterov 0.9', race('nesterov', 0.005), [3.00167, 0.50042]],
      ['AdaGrad 0.1', race('adagrad', 0.1), [2.13962, 0.18486]],
      ['RMSProp 0.1', race('rmsprop', 0.1, { rho: 0.9 }), [2.77376, 0.49764]],
      ['Adam 0.1', race('adam', 0.1), [2.97707, 0.4942]],
    ];
    const [plain, ball] = [race('gd', 0.005), race('momentum', 0.005)].map((result) => last(result, 'loss'));
    const diverged = (name: string, rate: number, more: Given = {}) => {
      const { outcome } = race(name, rate, more, [3, -1.5]);
      return outcome.state === 'failed' && outcome.reason.code === 'diverged' ? 1 : 0;
    };
    return [
      ...rows.flatMap(([of, result, expected]) => ends(of, result, expected, 1e-4, source)),
      { of: 'loss of gradient descent', band: around(0.0417, 5e-5), values: [plain ?? Number.NaN], source },
      { of: 'loss of momentum beside it', band: [0, 1e-4], values: [(ball ?? Number.NaN) / (plain ?? 0)], source },
      {
        of: 'from (3, −1.5) gradient descent and momentum at 0.01 have diverged (1)',
        band: [1, 1],
        values: [diverged('gd', 0.01), diverged('momentum', 0.01)],
        source,
      },
      { of: 'and Adam at 0.1 has not (0)', band: [0, 0], values: [diverged('adam', 0.1)], source },
    ];
  },
};

export const d2l: Check = {
  id: 'P03',
  title: '0.1x² + 2y² from (−5, −2), 20 steps',
  run() {
    const rows: [string, Given, number[]][] = [
      ['gradient descent 0.4', optimizer('gd', 0.4), [-0.943467, -0.000073]],
      ['gradient descent 0.6', optimizer('gd', 0.6), [-0.387814, -1673.365109]],
      ['momentum 0.5 at 0.6', optimizer('momentum', 0.6, { momentum: 0.5 }), [0.007188, 0.002553]],
      ['momentum 0.25 at 0.6', optimizer('momentum', 0.6, { momentum: 0.25 }), [-0.12634, -0.186632]],
      ['AdaGrad 0.4', optimizer('adagrad', 0.4), [-2.382563, -0.158591]],
      ['AdaGrad 2', optimizer('adagrad', 2), [-0.002295, 0]],
      ['RMSProp 0.9 at 0.4', optimizer('rmsprop', 0.4, { rho: 0.9 }), [-0.010599, 0]],
    ];
    return rows.flatMap(([of, settings, expected]) => {
      const result = descend({ surface: bowl([0.2, 4]), start: [-5, -2], optimizer: settings, length: steps(20) });
      return ends(of, result, expected, 2e-6, 'Dive into Deep Learning, chapter 12');
    });
  },
};

export const rates: Check = {
  id: 'P04',
  title: 'Steps until the distance has fallen a millionfold, on diag(1, 1/κ)',
  run() {
    const source = 'Polyak 1964';
    const count = (kappa: number, most: number, settings: Given) => {
      const surface = bowl([1, 1 / kappa]);
      const { series } = descend({ surface, start: [1, 1], optimizer: settings, length: steps(most) });
      const [xs, ys] = ['x', 'y'].map(
        (name) => series[`look_ahead/${name}`] ?? series[`point/${name}`]?.slice(1) ?? [],
      );
      return (xs ?? []).findIndex((x, i) => Math.hypot(x, ys?.[i] ?? 0) <= 1e-6 * Math.SQRT2) + 1;
    };
    const root = Math.sqrt;
    const kappas = [10, 100, 1000];
    const share = (kappa: number) => (root(kappa) - 1) / (root(kappa) + 1);
    const found = {
      plain: kappas.map((kappa) => count(kappa, 7000, optimizer('gd', 2 / (1 + 1 / kappa)))),
      ball: kappas.map((kappa) => {
        const rate = 4 / (1 + 1 / root(kappa)) ** 2;
        return count(kappa, 400, optimizer('momentum', rate, { momentum: share(kappa) ** 2 }));
      }),
      ahead: kappas.map((kappa) => count(kappa, 600, optimizer('nesterov', 1, { momentum: share(kappa) }))),
    };
    const expected = { plain: [69, 691, 6908], ball: [27, 93, 315], ahead: [42, 154, 507] };
    const names = { plain: 'gradient descent', ball: 'heavy ball', ahead: 'Nesterov' };
    const slope = ([first = 0, , third = 0]: number[]) => Math.log10(third / first) / 2;
    return [
      ...(['plain', 'ball', 'ahead'] as const).flatMap((which) =>
        kappas.map((kappa, i) => ({
          of: `${names[which]}, κ = ${kappa}`,
          band: around(expected[which][i] ?? 0, 2),
          values: [found[which][i] ?? 0],
          source,
        })),
      ),
      { of: 'gradient descent: power of κ', band: around(1, 0.02), values: [slope(found.plain)], source },
      { of: 'heavy ball: power of κ', band: around(0.53, 0.04), values: [slope(found.ball)], source },
    ];
  },
};

export const barrier: Check = {
  id: 'P06',
  title: 'Barriers: 0.1x² − 0.3 cos 3x from 5, lr 0.05, 3000 steps',
  run: () =>
    [
      [0, 3.847],
      [0.5, 3.847],
      [0.8, 1.945],
      [0.9, 0],
    ].map(([momentum = 0, expected = 0]) => {
      const settings = optimizer('momentum', 0.05, { momentum });
      const result = descend({ surface: { name: 'barrier' }, optimizer: settings, length: steps(3000) });
      return {
        of: `momentum ${momentum} ends at`,
        band: around(expected, 2e-3),
        values: [last(result, 'point/x')],
        source: 'momentum crosses local barriers',
      };
    }),
};
