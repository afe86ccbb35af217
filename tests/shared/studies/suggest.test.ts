import { describe, expect, test } from 'vitest';
import type { Parameter, Values } from '../../../shared/studies/parameter.ts';
import { shareOf, valueAt } from '../../../shared/studies/scale.ts';
import { informedBy, suggest } from '../../../shared/studies/suggest.ts';
import type { Told } from '../../../shared/studies/tpe.ts';
import { randomFrom } from '../../support/random.ts';

const range = (at: string, low: number, high: number, more: object = {}): Parameter =>
  ({ kind: 'range', at, low, high, ...more }) as Parameter;
const choice = (at: string, values: unknown[], more: object = {}): Parameter =>
  ({ kind: 'choice', at, values, ...more }) as Parameter;
const TPE = { name: 'tpe', startup: 10, candidates: 24 } as const;
const SQUARE = [range('x', 0, 1), range('y', 0, 1)];

const plain = (name: 'grid' | 'random' | 'halton', parameters: Parameter[]) => ({
  parameters,
  method: { name },
  parallel: 1,
});

/** The star discrepancy of points in the unit square: how far the share of points in a box from the origin is from its area. */
function discrepancy(points: readonly (readonly [number, number])[]): number {
  const corners = points.flatMap(([x]) => points.map(([, y]) => [x, y] as const));
  return Math.max(
    ...corners.map(([x, y]) => {
      const within = points.filter((point) => point[0] <= x && point[1] <= y).length / points.length;
      const inside = points.filter((point) => point[0] < x && point[1] < y).length / points.length;
      return Math.max(within - x * y, x * y - inside);
    }),
  );
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

describe('a range', () => {
  test('has its ends, and on a logarithmic scale each decade is as likely', () => {
    const rate = range('lr', 1e-4, 1, { log: true });
    const values = Array.from({ length: 400 }, (_, index) => Number(valueAt(rate, (index + 0.5) / 400)));
    expect(Math.min(...values)).toBeCloseTo(1e-4, 5);
    expect(Math.max(...values)).toBeCloseTo(1, 1);
    for (const decade of [1e-4, 1e-3, 1e-2, 1e-1])
      expect(values.filter((value) => value >= decade && value < 10 * decade).length).toBe(100);
  });

  test('of whole numbers has each of them equally often, the ends too', () => {
    const layers = range('n', 2, 5, { integer: true });
    const values = Array.from({ length: 400 }, (_, index) => valueAt(layers, (index + 0.5) / 400));
    for (const whole of [2, 3, 4, 5]) expect(values.filter((value) => value === whole).length).toBe(100);
  });

  test('finds the share of its own values again', () => {
    for (const each of [range('a', -3, 7), range('b', 1e-5, 10, { log: true }), choice('c', ['p', 'q', { r: 1 }])])
      for (const share of [0.1, 0.35, 0.5, 0.99])
        expect(valueAt(each, shareOf(each, valueAt(each, share)))).toEqual(valueAt(each, share));
  });
});

describe('grid', () => {
  test('takes every combination once, the first changing slowest, then no more', () => {
    const spec = plain('grid', [choice('a', ['x', 'y']), range('lr', 0.01, 1, { log: true, levels: 3 })]);
    const all = Array.from({ length: 7 }, (_, index) => suggest(spec, [], index + 1, 1));
    expect(all).toEqual([
      ...[0.01, 0.1, 1].map((lr) => ({ a: 'x', lr })),
      ...[0.01, 0.1, 1].map((lr) => ({ a: 'y', lr })),
      null,
    ]);
  });

  test('does not repeat a combination that only a parameter would tell apart which is not there', () => {
    const spec = plain('grid', [
      choice('optimizer', ['sgd', 'adam']),
      choice('beta', [0.9, 0.99], { when: { at: 'optimizer', is: ['adam'] } }),
    ]);
    const all = [1, 2, 3, 4].map((number) => suggest(spec, [], number, 1));
    expect(all).toEqual([
      { optimizer: 'sgd' },
      { optimizer: 'adam', beta: 0.9 },
      { optimizer: 'adam', beta: 0.99 },
      null,
    ]);
  });
});

describe('random and Halton', () => {
  test.each(['random', 'halton'] as const)('%s: the seed and the number fix a trial', (name) => {
    const spec = plain(name, SQUARE);
    expect(suggest(spec, [], 7, 3)).toEqual(suggest(spec, [], 7, 3));
    expect(suggest(spec, [], 7, 3)).not.toEqual(suggest(spec, [], 8, 3));
    expect(suggest(spec, [], 7, 3)).not.toEqual(suggest(spec, [], 7, 4));
  });

  test('Halton fills the square at less than half the discrepancy of random points, over seeds', () => {
    const of = (name: 'random' | 'halton', seed: number) =>
      discrepancy(
        Array.from({ length: 64 }, (_, index) => {
          const { x, y } = suggest(plain(name, SQUARE), [], index + 1, seed) as { x: number; y: number };
          return [x, y] as const;
        }),
      );
    const seeds = Array.from({ length: 11 }, (_, index) => index + 1);
    expect(median(seeds.map((seed) => of('halton', seed)))).toBeLessThan(
      0.5 * median(seeds.map((seed) => of('random', seed))),
    );
  });

  test('a parameter whose condition does not hold has no value', () => {
    const spec = plain('random', [
      range('momentum', 0, 1, { when: { at: 'optimizer', is: ['sgd'] } }),
      choice('optimizer', ['sgd', 'adam']),
    ]);
    const trials = Array.from({ length: 40 }, (_, index) => suggest(spec, [], index + 1, 1) as Values);
    for (const values of trials) expect('momentum' in values).toBe(values.optimizer === 'sgd');
    expect(new Set(trials.map(({ optimizer }) => optimizer)).size).toBe(2);
  });
});

describe('TPE', () => {
  const parameters = [range('x', -5, 5), range('y', 1e-4, 1, { log: true }), choice('kind', ['a', 'b', 'c'])];
  /** Lowest, 0, at x 2, y 0.01 and b. */
  const loss = ({ x, y, kind }: Values) =>
    (Number(x) - 2) ** 2 + 4 * (Math.log10(Number(y)) + 2) ** 2 + (kind === 'b' ? 0 : 4);

  /** Plays a study of trials in parallel; `order` picks which of those that run ends next. */
  function play(name: 'random' | 'tpe', seed: number, count: number, order: (open: number) => number, parallel = 1) {
    const spec = { parameters, method: name === 'tpe' ? TPE : ({ name } as const), parallel };
    const [told, open]: [Told[], Told[]] = [[], []];
    const all: Values[] = [];
    while (told.length < count) {
      const number = all.length + 1;
      const known = told.filter((each) => each.number <= informedBy(spec, number));
      if (open.length < parallel && number <= count && known.length === informedBy(spec, number)) {
        const values = suggest(spec, known, number, seed) as Values;
        all.push(values);
        open.push({ number, values, score: loss(values), isPruned: false });
      } else told.push(...open.splice(order(open.length), 1));
    }
    return { all, best: Math.min(...told.map(({ score }) => score as number)) };
  }
  const first = () => 0;

  test('finds better values than random search with as many trials, in the median over seeds', () => {
    const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
    const [tpe, random] = (['tpe', 'random'] as const).map((name) =>
      median(seeds.map((seed) => play(name, seed, 60, first).best)),
    ) as [number, number];
    expect(tpe).toBeLessThan(0.5 * random);
  });

  test('chooses the same values whichever trial ends first', () => {
    const inTurn = play('tpe', 5, 40, first, 4).all;
    const last = play('tpe', 5, 40, (open) => open - 1, 4).all;
    const next = randomFrom(1);
    const mixed = play('tpe', 5, 40, (open) => Math.floor(next() * open), 4).all;
    expect(last).toEqual(inTurn);
    expect(mixed).toEqual(inTurn);
    expect(play('tpe', 6, 40, first, 4).all).not.toEqual(inTurn);
  });

  test('does not depend on the order in which it is told of trials', () => {
    const spec = { parameters, method: TPE, parallel: 1 };
    const told: Told[] = Array.from({ length: 20 }, (_, index) => {
      const values = suggest(plain('halton', parameters), [], index + 1, 1) as Values;
      return { number: index + 1, values, score: index % 5 === 0 ? null : loss(values), isPruned: index % 7 === 0 };
    });
    expect(suggest(spec, told.toReversed(), 21, 1)).toEqual(suggest(spec, told, 21, 1));
  });

  test('stays away from where trials failed', () => {
    const spec = { parameters: [range('x', 0, 1)], method: TPE, parallel: 1 };
    const told: Told[] = Array.from({ length: 40 }, (_, index) => {
      const x = index / 40;
      return { number: index + 1, values: { x }, score: x > 0.5 ? null : 1, isPruned: false };
    });
    const next = Array.from({ length: 30 }, (_, seed) => suggest(spec, told, 41, seed)?.x as number);
    expect(median(next)).toBeLessThan(0.5);
  });
});
