import { describe, expect, test } from 'vitest';
import { ScriptsFile } from '../../../shared/scripts/script.ts';
import { argumentFaults, argumentsOf, configOf } from '../../../shared/scripts/script-arguments.ts';
import { completeScriptJob, parametersSchema, type ScriptJob } from '../../../shared/scripts/script-job.ts';
import { fieldErrors, withDefaults } from '../../../shared/validate.ts';

type Script = ScriptsFile['scripts'][number];
const script = (fields: object): Script =>
  withDefaults<Script>(ScriptsFile.properties.scripts.items, { name: 's', command: ['x'], ...fields });
const job = (parameters: ScriptJob['script']['parameters'], seed = 1): ScriptJob => ({
  script: { name: 's', parameters },
  seed,
});

const LR = { name: 'lr', kind: 'number', minimum: 0, maximum: 1, default: 0.1 };
const TEXT = { name: 'text', kind: 'string' };
const FLAG = { name: 'fp16', kind: 'boolean', flag: '--fp16', default: false };

describe('arguments', () => {
  test('are one element a parameter, in the order in which they are registered', () => {
    const own = script({ parameters: [LR, TEXT] });
    expect(argumentsOf(own, job({ text: 'a b; c', lr: 0.5 }))).toEqual(['--lr=0.5', '--text=a b; c']);
  });

  test.each([
    [
      ['--{name}', '{value}'],
      ['--lr', '0.5'],
    ],
    [['{name}:{value}'], ['lr:0.5']],
    [[], []],
  ])('are written as the script wants them: %j', (templates, expected) => {
    expect(argumentsOf(script({ parameters: [LR], arguments: templates }), job({ lr: 0.5 }))).toEqual(expected);
  });

  test('have nothing in a value read as a template', () => {
    const own = script({ parameters: [TEXT], arguments: ['{name}={value}'] });
    expect(argumentsOf(own, job({ text: '{name} $& $1' }))).toEqual(['text={name} $& $1']);
  });

  test('have the flag of a boolean when it is true, and nothing when it is not', () => {
    const own = script({ parameters: [FLAG] });
    expect([argumentsOf(own, job({ fp16: true })), argumentsOf(own, job({ fp16: false }))]).toEqual([['--fp16'], []]);
  });

  test('take the seed of the run under the name of a parameter of that kind', () => {
    const own = script({ parameters: [{ name: 'random-state', kind: 'seed' }] });
    expect(argumentsOf(own, job({}, 7))).toEqual(['--random-state=7']);
    expect(configOf(own, job({}, 7))).toEqual({ 'random-state': 7 });
  });

  test('refuse a value that would be taken for an option, where it is an argument of its own', () => {
    const own = script({ parameters: [TEXT, LR], arguments: ['--{name}', '{value}'] });
    expect(argumentFaults(own, job({ text: '-rf', lr: -1 })).map(({ path }) => path)).toEqual([
      '/script/parameters/text',
    ]);
    expect(argumentFaults(script({ parameters: [TEXT] }), job({ text: '-rf' }))).toEqual([]);
  });

  test('refuse more than a process can be given', () => {
    const parameters = Array.from({ length: 12 }, (_, index) => ({
      name: `t${index}`,
      kind: 'string',
      maxLength: 10_000,
    }));
    const large = Object.fromEntries(parameters.map(({ name }) => [name, 'ü'.repeat(9000)]));
    expect(argumentFaults(script({ parameters }), job(large))[0]?.message).toMatch(/at most 100000 bytes/);
  });
});

describe('parameters', () => {
  const CHOICE = { name: 'depth', kind: 'choice', choices: [1, 2, 'auto'], default: 2 };
  const own = script({ parameters: [LR, TEXT, FLAG, CHOICE, { name: 'epochs', kind: 'integer', minimum: 1 }] });
  const GOOD = { lr: 0.5, text: 'x', fp16: true, depth: 'auto', epochs: 3 };

  test('that are left out have their defaults', () => {
    expect(completeScriptJob(own, job({ text: 'x', epochs: 1 })).script.parameters).toEqual({
      ...{ lr: 0.1, text: 'x', fp16: false, depth: 2, epochs: 1 },
    });
  });

  test.each<[object, string, RegExp]>([
    [{ lr: 2 }, '/lr', /<= 1/],
    [{ lr: '0.5' }, '/lr', /number/],
    [{ epochs: 1.5 }, '/epochs', /integer/],
    [{ depth: 3 }, '/depth', /one of 1, 2, auto/],
    [{ fp16: 'true' }, '/fp16', /boolean/],
    [{ text: 'a\0b' }, '/text', /./],
    [{ text: 'x'.repeat(1001) }, '/text', /1000/],
    [{ other: 1 }, '/other', /not a known field/],
    [{ PATH: '/tmp' }, '/PATH', /not a known field/],
  ])('%j is refused by its field', (wrong, path, message) => {
    expect(fieldErrors(parametersSchema(own), GOOD)).toEqual([]);
    expect(fieldErrors(parametersSchema(own), { ...GOOD, ...wrong })).toMatchObject([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  test('without a default have to be given', () => {
    const { epochs: _, ...rest } = GOOD;
    expect(fieldErrors(parametersSchema(own), rest)).toEqual([{ path: '/epochs', message: 'is required' }]);
  });
});
