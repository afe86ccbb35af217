import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAbout, judge } from '../../../shared/recipes/judge.ts';
import { MAX_PLANNED_RUNS, plan } from '../../../shared/recipes/plan.ts';
import { readRecipe } from '../../../shared/recipes/recipe.ts';
import { catalogEntry } from '../../../shared/training/catalog.ts';
import { isNetworkJob, type Job } from '../../../shared/training/job.ts';
import { ROOT } from '../../support/imports.ts';

const SHIPPED = globSync('recipes/*.json', { cwd: ROOT })
  .sort()
  .map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(ROOT, file), 'utf8'))] as const);
const TINY = {
  title: 'Tiny',
  shows: 'That it can.',
  source: 'none',
  base: { surface: { name: 'beale' }, optimizer: { name: 'gd' } },
  view: { kind: 'surface' },
};
const named = (more: object, overrides = {}) => plan(readRecipe({ ...TINY, ...more }, 'tiny'), 'tiny', overrides);

describe.each(SHIPPED)('the recipe %s', (id, file) => {
  const recipe = readRecipe(file, id);

  test('plans jobs of distinct ids and names, the same each time', () => {
    const runs = plan(recipe, id);
    expect(new Set(runs.map((run) => run.id)).size).toBe(runs.length);
    expect(new Set(runs.map((run) => run.name)).size).toBe(runs.length);
    for (const run of runs) expect(run.id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(plan(recipe, id)).toEqual(runs);
  });

  test('expects something of runs that it has', () => {
    const runs = plan(recipe, id);
    for (const { runs: about = '', beside = '' } of recipe.expect)
      for (const words of [about, beside])
        expect(
          runs.some(({ name }) => isAbout(words, name)),
          words,
        ).toBe(true);
    expect(recipe.expect).not.toEqual([]);
  });

  test('names data that is known, and where that does not ship, a fallback that does', () => {
    for (const { job } of plan(recipe, id)) {
      if (!isNetworkJob(job)) continue;
      const entry = catalogEntry(job.dataset.name);
      expect(entry, job.dataset.name).toBeDefined();
      if (entry?.kind === 'file') expect(recipe.fallback).toBeDefined();
    }
    for (const { job } of plan(recipe, id, { fallback: true }))
      if (isNetworkJob(job)) expect(['bundled', 'generated']).toContain(catalogEntry(job.dataset.name)?.kind);
  });
});

test('all presets of the lecture are there', () => {
  const presets = new Set(SHIPPED.map(([id]) => id.slice(0, 3)));
  expect([...presets]).toEqual(Array.from({ length: 14 }, (_, i) => `s${String(i + 1).padStart(2, '0')}`));
});

describe('a plan', () => {
  test('combines its axes, the first slowest and the seed fastest', () => {
    const rates = { at: '/optimizer/learningRate', label: 'lr', values: [0.1, 0.2] };
    const noise = {
      cases: [
        { label: 'calm', set: {} },
        { label: 'noisy', set: { '/noise': 1 } },
      ],
    };
    const runs = named({ vary: [rates, noise], seeds: [1, 2] });
    expect(runs.map(({ name }) => name).slice(0, 5)).toEqual([
      'lr 0.1 · calm · seed 1',
      'lr 0.1 · calm · seed 2',
      'lr 0.1 · noisy · seed 1',
      'lr 0.1 · noisy · seed 2',
      'lr 0.2 · calm · seed 1',
    ]);
    expect(runs[3]).toMatchObject({
      id: 'tiny-lr-0_1-noisy-seed-2',
      group: 'tiny',
      values: { '/optimizer/learningRate': 0.1, '/noise': 1, '/seed': 2 },
      job: { noise: 1, seed: 2, optimizer: { name: 'gd', learningRate: 0.1 } },
    });
  });

  test('takes a range in equal factors', () => {
    const runs = named({ vary: [{ at: '/optimizer/learningRate', log: [1e-3, 10], count: 5 }] });
    expect(runs.map(({ values }) => values['/optimizer/learningRate'])).toEqual([0.001, 0.01, 0.1, 1, 10]);
  });

  test('is changed before it is launched: settings, axes, seeds, group', () => {
    const more = { vary: [{ at: '/optimizer/learningRate', values: [0.1, 0.2] }], seeds: [1, 2] };
    expect(
      named(more, { set: { '/optimizer/learningRate': 0.3 } }).map(({ job }) => (job as Job).optimizer.learningRate),
    ).toEqual([0.3, 0.3]);
    expect(named(more, { seeds: [7], group: 'again' }).map((run) => [run.group, run.job.seed])).toEqual([
      ['again', 7],
      ['again', 7],
    ]);
    expect(named(more, { vary: [], seeds: [1] }).length).toBe(1);
  });

  test.each<[string, object, string]>([
    ['a field that no recipe has', { vary: [], colour: 1 }, 'recipe "tiny": /colour is not a known field'],
    ['a view without a kind', { view: {} }, 'recipe "tiny": /view/kind is required'],
    ['a view that does not exist', { view: { kind: 'pie' } }, 'recipe "tiny": /view/kind must be one of'],
    ['a pointer that is none', { vary: [{ at: 'noise', values: [1] }] }, 'recipe "tiny": /vary/0'],
    [
      'a setting that no job has',
      { vary: [{ at: '/noize', values: [1] }] },
      'run "noize 1": /noize is not a known field',
    ],
    ['a value out of range', { vary: [{ at: '/noise', values: [-1] }] }, 'run "noise -1": /noise must be >= 0'],
    ['a way into a value', { vary: [{ at: '/noise/x', values: [1] }] }, '"/noise/x" leads into a value'],
    ['a way to a prototype', { vary: [{ at: '/__proto__/x', values: [1] }] }, 'is no place in a job'],
    [
      'settings that do not go together',
      { base: { ...TINY.base, start: [1] } },
      'run "tiny": /start must have 2 numbers',
    ],
    [
      'too many runs',
      { vary: [{ at: '/noise', values: Array(MAX_PLANNED_RUNS / 2 - 50).fill(1) }], seeds: [1, 2, 3] },
      '600 runs, of at most 500',
    ],
  ])('is refused with %s', (_, more, message) => {
    expect(() => named({ base: { ...TINY.base, noise: 0 }, ...more })).toThrow(message);
  });
});

test('an expectation holds where every run that it is about has a value in its band', () => {
  const runs = [1, 2, 3].map((value) => ({ name: `run ${value}`, seed: 1, valueOf: () => value }));
  const about = { of: 'it', metric: 'm', take: 'last' as const, source: 'none' };
  expect(judge({ ...about, band: [1, 3] }, runs)).toEqual({ measured: [1, 3], holds: true });
  expect(judge({ ...about, band: [null, 2.9] }, runs).holds).toBe(false);
  expect(judge({ ...about, runs: 'run 2', band: [2, 2] }, runs).holds).toBe(true);
  expect(judge({ ...about, runs: 'absent', band: [null, null] }, runs)).toEqual({ measured: null, holds: false });
  expect(
    judge({ ...about, band: [null, null] }, [...runs, { name: 'x', seed: 1, valueOf: () => undefined }]).holds,
  ).toBe(false);
});

test('an expectation beside other runs is about quotients, seed by seed', () => {
  const values = { 'λ 0 · seed 1': 4, 'λ 0 · seed 2': 8, 'λ 3 · seed 1': 2, 'λ 3 · seed 2': 2 };
  const runs = Object.entries(values).map(([name, value]) => ({
    ...{ name, seed: Number(name.at(-1)) },
    valueOf: () => value as number | undefined,
  }));
  const about = { of: 'it', runs: 'λ 3', beside: 'λ 0', metric: 'm', source: 'none' };
  expect(judge({ ...about, band: [null, 0.5] }, runs)).toEqual({ measured: [0.25, 0.5], holds: true });
  expect(judge({ ...about, band: [null, 0.4] }, runs).holds).toBe(false);
  expect(judge({ ...about, band: [null, 1] }, runs.slice(1))).toEqual({ measured: [0.25, 0.25], holds: false });
});

test.each([
  ['lr 0.5', 'long · lr 0.5', true],
  ['lr 0.5', 'long · lr 0.51', false],
  ['lr 1', 'standardize · lr 1e-7', false],
  ['lr 1', 'lr 10 · seed 1', false],
  ['lr 1', 'lr 1.5', false],
  ['Adam', 'AdamW · seed 1', false],
  ['Adam', 'Adam · seed 1', true],
  ['a tenth', 'a tenth at 50 and 75 % · seed 2', true],
  ['Wolfe', 'Beale · strong Wolfe', true],
  ['lr 0.5', 'lr 0.51 · lr 0.5', true],
  [undefined, 'anything', true],
])('an expectation about %j is about "%s": %s', (about, name, is) => {
  expect(isAbout(about, name)).toBe(is);
});
