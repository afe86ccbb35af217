import { describe, expect, test } from 'vitest';
import { LaunchRequest } from '../../../shared/training/launch.ts';
import { newRunHref } from '../../../web/core/project-pages.ts';
import { fieldLabel } from '../../../web/launch/field-label.ts';
import { LaunchForm } from '../../../web/launch/launch-form.svelte.ts';
import { choiceOf, parseField, printField, type SchemaNode } from '../../../web/launch/schema-node.ts';
import { startInProject } from '../../../web/launch/start-project.ts';
import { aRun } from '../support/fakes.ts';

test('the form begins with the usual settings, which are valid', () => {
  const form = new LaunchForm();

  expect(form.valid).toBe(true);
  expect(form.draft).toMatchObject({
    dataset: { name: 'mnist' },
    optimizer: { name: 'adam', learningRate: 0.001 },
    batchSize: 64,
  });
  expect(form.requests('now')).toEqual([form.draft]);
});

test('a wrong value is told at its field once it was touched; the others at the attempt to launch', () => {
  const form = new LaunchForm();
  form.set('/batchSize', 'many');
  form.set('/seed', 1);
  expect(form.errors.map(({ path }) => path)).toEqual(['/batchSize']);
  expect(form.valid).toBe(false);

  form.set('/batchSize', 32);
  expect(form.errors).toEqual([]);
});

test('what the server refuses is told until the field changes, or one that it goes with', () => {
  const form = new LaunchForm();
  const target = { path: '/dataset/target', message: 'is not a column' };
  form.refuse([target, { path: '/network/convolutions', message: 'must be at most 1 with this pooling' }]);
  expect(form.errors).toHaveLength(2);

  form.set('/network/pooling', 'none');
  expect(form.errors).toEqual([target]);

  form.set('/dataset/target', 'price');
  expect(form.errors).toEqual([]);
});

describe('several optimizers', () => {
  test('become a run each, with their own hyperparameters, in one group', () => {
    const form = new LaunchForm();
    form.set('/optimizer/learningRate', 0.5);
    form.toggle('sgd');
    form.set('/optimizer/learningRate', 0.25);
    form.setSeeds(2);

    const requests = form.requests('0102');
    expect(
      requests.map(({ name, seed, optimizer, group }) => [name, seed, optimizer.name, optimizer.learningRate, group]),
    ).toEqual([
      ['mnist-adam-s1', 1, 'adam', 0.5, 'mnist-optimizers-0102'],
      ['mnist-adam-s2', 2, 'adam', 0.5, 'mnist-optimizers-0102'],
      ['mnist-sgd-s1', 1, 'sgd', 0.25, 'mnist-optimizers-0102'],
      ['mnist-sgd-s2', 2, 'sgd', 0.25, 'mnist-optimizers-0102'],
    ]);
  });

  test('are launched only when each is valid; the wrong one comes to the front', () => {
    const form = new LaunchForm();
    form.set('/optimizer/beta1', 2);
    form.toggle('sgd');
    expect(form.editing).toBe('sgd');
    expect(form.valid).toBe(false);

    form.submit();
    expect(form.editing).toBe('adam');
    expect(form.errors.map(({ path }) => path)).toEqual(['/optimizer/beta1']);
  });

  test('cannot all be left out', () => {
    const form = new LaunchForm();
    form.toggle('adam');

    expect(form.chosen).toEqual(['adam']);
  });
});

describe('several seeds', () => {
  const splitsOf = (form: LaunchForm) => form.requests('0102').map(({ seed, dataset }) => [seed, dataset.seed]);

  test('have the split of the first, so that groups over them do not mix in the spread of the data', () => {
    const form = new LaunchForm();
    form.set('/seed', 5);
    form.setSeeds(3);
    expect(splitsOf(form)).toEqual([
      [5, 5],
      [6, 5],
      [7, 5],
    ]);
  });

  test('draw a split each where that is asked for, also after a split seed was set', () => {
    const form = new LaunchForm();
    form.setSeeds(2);
    form.set('/dataset/seed', 9);
    expect(splitsOf(form)).toEqual([
      [1, 9],
      [2, 9],
    ]);
    form.setSameSplit(false);
    expect(form.sameSplit).toBe(false);
    expect(splitsOf(form)).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    form.set('/dataset/seed', 9);
    expect(form.sameSplit).toBe(true);
  });

  test('are no matter for one run, which is as it was', () => {
    expect(splitsOf(new LaunchForm())).toEqual([[1, undefined]]);
  });
});

test.each([0, 21, 2.5, '', 'many'])('%j seeds are refused at their field, and nothing is counted on them', (seeds) => {
  const form = new LaunchForm();
  form.setSeeds(seeds);
  expect(form.errors.map(({ path }) => path)).toEqual(['/seeds']);
  expect([form.valid, form.count]).toEqual([false, 1]);
});

test('seeds that would go beyond the last seed are refused before the first run is launched', () => {
  const form = new LaunchForm();
  form.set('/seed', 4_294_967_295);
  expect(form.valid).toBe(true);
  form.setSeeds(2);
  expect(form.errors.map(({ path, message }) => `${path} ${message}`)).toEqual([
    expect.stringContaining('/seeds the last seed would be 4294967296, which must be'),
  ]);
});

test.each([
  ['/batchSize', 'Batch size'],
  ['/optimizer/learningRate', 'Learning rate'],
  ['/network/hidden/1', 'Hidden layers'],
  ['/length/count', 'Epochs'],
  ['/nowhere', 'nowhere'],
])('the field at %s is called %s', (path, label) => {
  expect(fieldLabel(LaunchRequest as unknown as SchemaNode, path)).toBe(label);
});

test('a clone takes the settings of its run, and neither its name nor its id', () => {
  const config = {
    dataset: { name: 'moons' },
    optimizer: { name: 'sgd', learningRate: 3 },
    seed: 7,
    extra: 'of the run',
  };
  const form = new LaunchForm(aRun({ id: 'x', name: 'x', project: 'toys', tags: ['t'], config }));

  expect(form.valid).toBe(true);
  expect(form.draft).toMatchObject({
    project: 'toys',
    tags: ['t'],
    dataset: { name: 'moons' },
    optimizer: { name: 'sgd', learningRate: 3 },
    seed: 7,
  });
  expect(form.draft).not.toHaveProperty('name');
  expect(form.draft).not.toHaveProperty('extra');
});

const NUMBER = { type: 'number' } as SchemaNode;
const LIST = { type: 'array', items: { type: 'integer' } } as unknown as SchemaNode;

test.each<[SchemaNode, string, unknown]>([
  [NUMBER, '1e-3', 0.001],
  [NUMBER, ' 5 ', 5],
  [NUMBER, '5x', '5x'],
  [NUMBER, '', undefined],
  [LIST, '128, 64', [128, 64]],
  [LIST, '', []],
  [LIST, '1,x', [1, 'x']],
  [{ type: 'string' } as SchemaNode, 'a b', 'a b'],
])('%j typed %j means %j', (node, text, value) => {
  expect(parseField(node, text)).toEqual(value);
  expect(parseField(node, printField(value))).toEqual(value);
});

test.each([
  [[1, 3], '3', 3],
  [['max', 'none'], 'none', 'none'],
  [[1, 3], '', undefined],
])('of the choices %j the text %j names %j', (choices, text, expected) => {
  expect(choiceOf({ enum: choices } as unknown as SchemaNode, text)).toBe(expected);
});

test('a run that is begun on a page of a project belongs to it', () => {
  const query = new URLSearchParams(newRunHref('a/b & c').split('?')[1]);
  const form = new LaunchForm();
  startInProject(form, query);
  expect(form.requests('now').map(({ project }) => project)).toEqual(['a/b & c']);

  const other = new LaunchForm();
  startInProject(other, new URLSearchParams(newRunHref(null).split('?')[1]));
  expect(other.get('/project')).toBe(new LaunchForm().get('/project'));
});
