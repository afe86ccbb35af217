import { describe, expect, test } from 'vitest';
import {
  bestIn,
  type Entrant,
  reached,
  readSorting,
  type ScoreColumn,
  sorted,
  sortingText,
} from '../../../web/compare/scores.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const LOSS: ScoreColumn = { metric: 'val/loss', stat: 'best' };
const direction = (metric: string) => (metric === 'val/loss' ? ('min' as const) : undefined);
const entrant = (name: string, ...bests: (number | 'NaN')[]): Entrant => ({
  id: name,
  name,
  runs: bests.map((best) => {
    if (best === 'NaN')
      return aRun({ summary: { 'val/loss': { ...aSummary(1), last: 'NaN', min: null, argmin: null } } });
    return aRun({ summary: { 'val/loss': { ...aSummary(1, best), argmin: 40 } } });
  }),
});
const adam = entrant('adam', 0.1, 0.3);
const sgd = entrant('sgd', 0.5);
const lost = entrant('lost', 'NaN');
const silent: Entrant = { id: 'silent', name: 'silent', runs: [aRun()] };

describe('scores of runs and groups', () => {
  test('are a mean with the deviation of a sample, and of a single run its value with its step', () => {
    expect(reached(adam, LOSS, direction)).toMatchObject({ mean: 0.2, low: 0.1, high: 0.3, count: 2, step: null });
    expect(reached(adam, LOSS, direction)?.std).toBeCloseTo(Math.SQRT2 / 10, 12);
    expect(reached(sgd, LOSS, direction)).toMatchObject({ mean: 0.5, std: null, step: 40 });
    expect(reached(silent, LOSS, direction)).toBeNull();
  });

  test('leave out of a mean what is not finite, and of a run alone say it by name', () => {
    const last: ScoreColumn = { metric: 'val/loss', stat: 'last' };
    expect(reached(lost, last, direction)?.mean).toBeNaN();
    const mixed = { ...adam, runs: [...adam.runs, ...lost.runs] };
    expect(reached(mixed, last, direction)).toMatchObject({ mean: 1, count: 2 });
  });

  test('are best where the goal of the metric says so, and nowhere without one', () => {
    expect(bestIn([adam, sgd, lost, silent], LOSS, direction)).toBe(0.2);
    expect(bestIn([adam, sgd], { metric: 'x', stat: 'last' }, direction)).toBeNull();
  });

  test('are sorted either way with those without a value last', () => {
    const names = (text: string) => sorted([silent, sgd, adam], readSorting(text), direction).map(({ name }) => name);
    expect(names('val/loss.best')).toEqual(['adam', 'sgd', 'silent']);
    expect(names('-val/loss.best')).toEqual(['sgd', 'adam', 'silent']);
    expect(names('-name')).toEqual(['silent', 'sgd', 'adam']);
    expect(names('what')).toEqual(['silent', 'sgd', 'adam']);
  });
});

test('an order survives in an address', () => {
  for (const text of ['name', '-name', 'val/loss.best', '-a.b/loss.last'])
    expect(sortingText(readSorting(text) as never)).toBe(text);
  for (const text of [null, '', 'val/loss', '-val/loss.mean']) expect(readSorting(text)).toBeNull();
});
