import { describe, expect, test } from 'vitest';
import { readRecipe } from '../../../shared/recipes/recipe.ts';
import type { Job } from '../../../shared/training/job.ts';
import { RecipeKnobs } from '../../../web/recipes/knobs.svelte.ts';
import { freeId, idOf } from '../../../web/recipes/recipe-id.ts';

const RECIPE = {
  title: 'Tiny',
  shows: 'That it can.',
  source: 'none',
  base: { dataset: { name: 'spirals' }, optimizer: { name: 'sgd' }, length: { unit: 'steps', count: 100 } },
  vary: [
    { at: '/optimizer/learningRate', label: 'lr', log: [0.01, 1], count: 3 },
    { at: '/network/normalization', label: '', values: ['none', 'batch'] },
    {
      cases: [
        { label: 'small', set: { '/network/hidden': [4] } },
        { label: 'large', set: { '/network/hidden': [8] } },
      ],
    },
  ],
  seeds: [1, 2],
  view: { kind: 'curves' },
  fallback: { set: { '/dataset/name': 'moons' }, note: 'Moons.' },
};
const knobsOf = (more = {}) => new RecipeKnobs({ id: 'tiny', recipe: readRecipe({ ...RECIPE, ...more }, 'tiny') });
const draftOf = <Kind extends string>(knobs: RecipeKnobs, index: number, kind: Kind) => {
  const draft = knobs.axes[index];
  if (draft?.kind !== kind) throw new Error(`axis ${index} is of kind ${draft?.kind}`);
  return draft as Extract<typeof draft, { kind: Kind }>;
};

describe('the knobs of a recipe', () => {
  test('change nothing to begin with', () => {
    const knobs = knobsOf();
    expect(knobs.overrides).toEqual({});
    expect(knobs.isChanged).toBe(false);
    expect(knobs.planned.runs).toHaveLength(3 * 2 * 2 * 2);
  });

  test('edit a range, tick values and cases, and take other seeds', () => {
    const knobs = knobsOf();
    knobs.edit(0, { ...draftOf(knobs, 0, 'log'), low: '0.1', count: '2' });
    knobs.edit(1, { ...draftOf(knobs, 1, 'choices'), chosen: ['batch', 'layer'] });
    knobs.edit(2, { ...draftOf(knobs, 2, 'cases'), chosen: ['large'] });
    knobs.seeds = '7';
    expect(knobs.planned.runs.map(({ name }) => name)).toEqual([
      'lr 0.1 · batch · large',
      'lr 0.1 · layer · large',
      'lr 1 · batch · large',
      'lr 1 · layer · large',
    ]);
    expect(knobs.planned.runs[0]?.job.seed).toBe(7);
    knobs.reset();
    expect(knobs.overrides).toEqual({});
  });

  test('set a value for all runs, also in place of what it is within, and take it back', () => {
    const knobs = knobsOf();
    knobs.change('/length/count', 5);
    expect(knobs.planned.runs.every(({ job }) => (job as Job).length.count === 5)).toBe(true);
    knobs.change('/optimizer/weightDecay', 0.1);
    knobs.change('/optimizer', { name: 'adam' });
    expect(knobs.overrides.set).toEqual({ '/length/count': 5, '/optimizer': { name: 'adam' } });
    knobs.change('/length/count', 100);
    expect(knobs.overrides.set).toEqual({ '/optimizer': { name: 'adam' } });
  });

  test('know what is varied, so that one value for all is not offered', () => {
    const knobs = knobsOf();
    const varied = ['/optimizer/learningRate', '/network/hidden', '/network/hidden/0', '/seed'];
    expect(varied.map((at) => knobs.isVaried(at))).toEqual([true, true, true, true]);
    expect(knobs.isVaried('/length/count')).toBe(false);
  });

  test('take the data in place of that which is missing', () => {
    const knobs = knobsOf();
    knobs.fallback = true;
    expect(knobs.planned.runs[0]?.job).toMatchObject({ dataset: { name: 'moons' } });
    expect(knobs.overrides).toEqual({ fallback: true });
  });

  test('begin as an earlier launch ended', () => {
    const knobs = knobsOf();
    knobs.take({ seeds: [9], set: { '/batchSize': 8 }, vary: [RECIPE.vary[2] as never] });
    expect([knobs.planned.runs.length, knobs.planned.runs[0]?.job]).toMatchObject([2, { seed: 9, batchSize: 8 }]);
  });

  test.each<[string, (knobs: RecipeKnobs) => void, RegExp]>([
    ['seeds that are no numbers', (knobs) => (knobs.seeds = '1, two'), /Seeds are whole numbers .* not "two"/],
    ['no seeds', (knobs) => (knobs.seeds = ''), /Seeds are whole numbers/],
    [
      'a range that goes down',
      (knobs) => knobs.edit(0, { ...draftOf(knobs, 0, 'log'), low: '2' }),
      /to a higher one, not from 2 to 1/,
    ],
    ['a range of one', (knobs) => knobs.edit(0, { ...draftOf(knobs, 0, 'log'), count: '1' }), /at least 2 values/],
    ['no case', (knobs) => knobs.edit(2, { ...draftOf(knobs, 2, 'cases'), chosen: [] }), /An axis has no value/],
    ['a setting out of range', (knobs) => knobs.change('/batchSize', 0), /\/batchSize must be >= 1/],
    [
      'too many runs',
      (knobs) => (knobs.seeds = Array.from({ length: 90 }, (_, i) => i).join()),
      /1080 runs, of at most 500/,
    ],
  ])('say what is wrong with %s', (_, change, problem) => {
    const knobs = knobsOf();
    change(knobs);
    expect(knobs.planned).toMatchObject({ runs: [], problem: expect.stringMatching(problem) });
  });
});

test('an id is made of a title, and made free', () => {
  expect([idOf('Über große Schritte: 2/λ!'), idOf('  ')]).toEqual(['uber-gro-e-schritte-2', 'recipe']);
  expect(freeId('a', ['a', 'a-2'])).toBe('a-3');
});
