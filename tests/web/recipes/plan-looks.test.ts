import { expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { planLooks } from '../../../web/recipes/plan-looks.ts';
import type { Variant } from '../../../web/recipes/variants.ts';
import { launched } from './launched.ts';

const rates = { at: '/optimizer/learningRate', label: 'lr', values: [0.1, 1] };
const surfaces = { at: '/surface/name', label: '', values: ['beale', 'rosenbrock'] };
/** As the runs of a project that has many: their own colours are anything. */
const heldBy = (variants: readonly Variant[]) =>
  new Map(
    variants
      .flatMap(({ members }) => members.flatMap(({ run }) => run ?? []))
      .map((run, index): [string, Run] => [
        run.id,
        { ...run, color: 17 + index, colorSetByHand: false, createdAt: `2026-01-01T00:00:0${index}.000Z` },
      ]),
  );
const look = (variants: readonly Variant[]) => {
  const { runs, labels } = planLooks(variants, heldBy(variants));
  return runs.map(({ id, color }) => [labels.get(id), color]);
};

test('runs have the colours of their places in the plan, whatever colours they have in their project', () => {
  const variants = launched(
    { vary: [rates], base: { dataset: { name: 'moons' }, optimizer: { name: 'sgd' } } },
    () => 1,
  );
  expect(look(variants)).toEqual([
    ['lr 0.1', 0],
    ['lr 1', 1],
  ]);
});

test('descents are called by what differs on their surface, and look alike on each where they are called alike', () => {
  expect(look(launched({ vary: [surfaces, rates] }, () => 1))).toEqual([
    ['lr 0.1', 0],
    ['lr 1', 1],
    ['lr 0.1', 0],
    ['lr 1', 1],
  ]);
});

test('seeds of one variant on a surface have its hue, each with a dash of its own', () => {
  expect(look(launched({ vary: [rates], seeds: [1, 2] }, () => 1))).toEqual([
    ['lr 0.1 · seed 1', 0],
    ['lr 0.1 · seed 2', 12],
    ['lr 1 · seed 1', 1],
    ['lr 1 · seed 2', 13],
  ]);
});

test('a run that is gone leaves the colours of the others', () => {
  const variants = launched({ vary: [rates] }, (values) => (values['/optimizer/learningRate'] === 1 ? 1 : undefined));
  expect(look(variants)).toEqual([['lr 1', 1]]);
});
