import { expect, test } from 'vitest';
import type { ScriptInfo } from '../../../shared/scripts/script.ts';
import { ScriptForm } from '../../../web/launch/script-form.svelte.ts';
import { aRun } from '../support/fakes.ts';

const USUAL: Omit<ScriptInfo, 'name' | 'command' | 'parameters'> = {
  ...{ metrics: 'none', parallel: 1, continues: false, attempts: 3, graceSeconds: 10 },
  arguments: ['--{name}={value}'],
};
const TRAIN: ScriptInfo = {
  ...USUAL,
  name: 'train',
  command: ['python', 'train.py'],
  parameters: [
    { kind: 'number', name: 'lr', default: 0.1, maximum: 1 },
    { kind: 'boolean', name: 'fp16', default: false },
    { kind: 'string', name: 'data' },
    { kind: 'seed', name: 'seed' },
  ],
};
const OTHER: ScriptInfo = { ...USUAL, name: 'other', command: ['./other'], parameters: [] };

test('the form begins with the usual values, and asks for what has none', () => {
  const form = new ScriptForm([TRAIN, OTHER]);
  expect(form.draft).toMatchObject({ script: { name: 'train', parameters: { lr: 0.1, fp16: false } }, seed: 1 });
  expect([form.valid, form.errors]).toEqual([false, []]);
  form.submit();
  expect(form.errors).toMatchObject([{ path: '/script/parameters/data', message: 'is required' }]);
  form.set('/script/parameters/data', 'a file');
  expect([form.valid, form.command]).toEqual([
    true,
    ['python', 'train.py', '--lr=0.1', '--fp16=false', '--data=a file', '--seed=1'],
  ]);
});

test('a wrong value is told at its field', () => {
  const form = new ScriptForm([TRAIN]);
  form.set('/script/parameters/lr', 5);
  expect(form.errors).toMatchObject([{ path: '/script/parameters/lr' }]);
});

test('another script begins with its own values', () => {
  const form = new ScriptForm([TRAIN, OTHER], { name: 'other' });
  expect([form.draft.script, form.takesSeed, form.valid]).toEqual([{ name: 'other', parameters: {} }, false, true]);
  form.choose('train');
  expect(form.draft.script).toEqual({ name: 'train', parameters: { lr: 0.1, fp16: false } });
});

test('a run is launched again with its values, without what it was started by', () => {
  const config = {
    script: { name: 'train', parameters: { lr: 0.5, data: 'x' }, command: ['python'], commit: 'abc' },
    seed: 4,
    own: 1,
  };
  const form = new ScriptForm([OTHER, TRAIN], { run: aRun({ kind: 'script', config, project: 'p', group: 'g' }) });
  const [body] = form.requests('0102');
  expect(body).toEqual({
    script: { name: 'train', parameters: { lr: 0.5, data: 'x', fp16: false } },
    seed: 4,
    project: 'p',
    group: 'g',
  });
});

test('several seeds become a run each, in one group', () => {
  const form = new ScriptForm([TRAIN]);
  form.set('/script/parameters/data', 'x');
  form.setSeeds(2);
  expect(form.requests('0102').map(({ name, group, seed }) => [name, group, seed])).toEqual([
    ['train-s1', 'train-seeds-0102', 1],
    ['train-s2', 'train-seeds-0102', 2],
  ]);
});
