import { expect, test } from 'vitest';
import { parsePoints, printPoints } from '../../../web/launch/points-text.ts';
import { SurfaceForm } from '../../../web/launch/surface-form.svelte.ts';
import { aRun } from '../support/fakes.ts';

const formula = (text: string) => ({ name: 'formula' as const, text, minima: [] });

test('the form begins with a descent that can be launched', () => {
  const form = new SurfaceForm();
  expect(form.valid).toBe(true);
  expect(form.requests('now')).toMatchObject([{ surface: { name: 'beale' }, length: { unit: 'steps', count: 300 } }]);
});

test('rates begin where the surface needs them, and stay where they were set', () => {
  const form = new SurfaceForm();
  form.toggle('adam');
  expect(form.draft.optimizer).toMatchObject({ name: 'adam', learningRate: 0.1 });
  form.set('/optimizer/learningRate', 0.3);
  form.chooseSurface({ name: 'rosenbrock' });
  expect(form.optimizers.map(({ name, learningRate }) => [name, learningRate])).toEqual([
    ['momentum', 0.001],
    ['adam', 0.3],
  ]);
});

test('another surface has its own start and bounds', () => {
  const form = new SurfaceForm();
  form.set('/start', [1, 1]);
  form.chooseSurface({ name: 'barrier' });
  expect(form.draft.start).toBeUndefined();
  expect(form.valid).toBe(true);
});

test('a formula that cannot be read is told at once, at its field', () => {
  const form = new SurfaceForm();
  form.chooseSurface(formula('x^2'));
  form.set('/surface/text', 'x^2 + foo(y)');
  expect(form.errors).toMatchObject([{ path: '/surface/text', message: expect.stringContaining('foo') }]);
  form.set('/surface/text', 'x^2 + y^2');
  expect(form.errors).toEqual([]);
});

test('a start that does not fit the formula is not launched', () => {
  const form = new SurfaceForm();
  form.chooseSurface(formula('log(x)'));
  form.set('/start', [-1]);
  expect(form.valid).toBe(false);
  expect(form.errors).toMatchObject([{ path: '/start' }]);
});

test('several optimizers and seeds become a run each', () => {
  const form = new SurfaceForm();
  form.toggle('gd');
  form.set('/noise', 3);
  form.setSeeds(2);
  const requests = form.requests('0102');
  expect(requests.map(({ name, group }) => [name, group])).toEqual([
    ['beale-momentum-s1', 'beale-optimizers-0102'],
    ['beale-momentum-s2', 'beale-optimizers-0102'],
    ['beale-gd-s1', 'beale-optimizers-0102'],
    ['beale-gd-s2', 'beale-optimizers-0102'],
  ]);
});

test('a run is cloned with its settings', () => {
  const { draft } = new SurfaceForm();
  const run = aRun({
    kind: 'training',
    project: 'p',
    config: { ...draft, start: [1, 2], noise: 0.5, name: undefined },
  });
  const clone = new SurfaceForm(run);
  expect(clone.draft).toMatchObject({ start: [1, 2], noise: 0.5, project: 'p' });
  expect(clone.valid).toBe(true);
});

test('points are typed with commas and semicolons', () => {
  expect(parsePoints('0, 1; 2,3 ;')).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(parsePoints('a, 1')).toEqual([['a', 1]]);
  expect(printPoints([[0, 1], [2]])).toBe('0, 1; 2');
});
