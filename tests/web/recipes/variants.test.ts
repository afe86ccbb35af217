import { describe, expect, test } from 'vitest';
import { hasDiverged, settingAt, spreadOf, variedPointers } from '../../../web/recipes/variants.ts';
import { ended, launched, series } from './launched.ts';

const RATE = '/optimizer/learningRate';
const rates = { at: RATE, label: 'lr', values: [0.1, 0.2] };

describe('the variants of a launch', () => {
  test('have the runs that differ by their seed alone, and are called by the rest', () => {
    const variants = launched({ vary: [rates], seeds: [1, 2] }, () => 1);
    expect(variants.map(({ name, values, members }) => [name, values[RATE], members.length])).toEqual([
      ['lr 0.1', 0.1, 2],
      ['lr 0.2', 0.2, 2],
    ]);
  });

  test('without anything that varies are one, called as the group', () => {
    expect(launched({ seeds: [1, 2, 3] }, () => 1)).toMatchObject([{ name: 'tiny', members: [{}, {}, {}] }]);
  });

  test('keep the place of a run that is gone', () => {
    const variants = launched({ vary: [rates] }, (values) => (values[RATE] === 0.1 ? undefined : 1));
    expect(variants.map(({ members }) => members[0]?.run?.id ?? null)).toEqual([null, 'tiny-lr-0_2']);
  });

  test('differ in the settings that have several values, the seed aside', () => {
    const noise = { at: '/noise', values: [1] };
    expect(variedPointers(launched({ vary: [rates, noise], seeds: [1, 2] }, () => 1))).toEqual([RATE]);
  });
});

test('a setting of a planned run is what the plan sets, or what its job has', () => {
  const planned = launched({ vary: [rates] }, () => 1)[1]?.members[0]?.planned;
  if (!planned) throw new Error('there is a run');
  expect([RATE, '/optimizer/name', '/optimizer/nothing/at/all'].map((at) => settingAt(planned, at))).toEqual([
    0.2,
    'gd',
    undefined,
  ]);
});

test.each<[string, ReturnType<typeof ended>, boolean]>([
  ['a finished one', ended('a', { loss: series(1) }), false],
  ['one whose loss is not a number', ended('a', { loss: series('NaN') }), true],
  ['one whose loss was not a number once', ended('a', { loss: series(1, { nonFinite: 3 }) }), true],
  ['one that was ended for it', ended('a', {}, { reason: { code: 'diverged', message: '' } }), true],
  ['one that has not begun', ended('a', {}), false],
])('whether a run diverged: %s', (_, run, diverged) => {
  expect(hasDiverged(run, 'loss')).toBe(diverged);
});

test('a spread is mean and standard deviation of what is there', () => {
  expect(spreadOf([1, 2, 3, 6])).toEqual({ mean: 3, deviation: Math.sqrt(3.5) });
  expect(spreadOf([])).toBeNull();
});
