import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScripts } from '../../../server/scripts/read-scripts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function read(content: unknown, options = {}) {
  const file = join(temporaryFolder(), 'scripts.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readScripts(file, options);
}
const one = (fields: object) => ({ scripts: [{ name: 's', command: ['x'], ...fields }] });
const parameter = (fields: object) => one({ parameters: [{ name: 'p', ...fields }] });

describe('a file of scripts', () => {
  test('has defaults, and folders as seen from itself', () => {
    const [script] = read(one({ cwd: 'sub' }));
    expect(script).toMatchObject({
      parallel: 256,
      continues: false,
      attempts: 3,
      graceSeconds: 10,
      arguments: ['--{name}={value}'],
    });
    expect(script?.cwd).toMatch(/^\/.*\/sub$/);
  });

  test('may be missing where it is optional, and nowhere else', () => {
    const file = join(temporaryFolder(), 'none.json');
    expect(readScripts(file, { optional: true })).toEqual([]);
    expect(() => readScripts(file)).toThrow(/none\.json: cannot be read/);
  });

  test.each<[unknown, RegExp]>([
    ['{', /is not JSON/],
    [[], /it must be object/],
    [{}, /\/scripts is required/],
    [{ scripts: {} }, /\/scripts must be array/],
    [{ scripts: [{ command: ['x'] }] }, /\/scripts\/0\/name is required/],
    [one({ name: '../x' }), /\/scripts\/0\/name .*"\.\.\/x"/],
    [one({ command: 'python train.py' }), /\/scripts\/0\/command must be array, not "python train\.py"/],
    [one({ command: [] }), /\/scripts\/0\/command/],
    [one({ command: [''] }), /\/scripts\/0\/command\/0 must name a program/],
    [one({ shell: true }), /\/scripts\/0\/shell is not a known field/],
    [one({ env: { 'A B': 'x' } }), /\/scripts\/0\/env/],
    [one({ env: { LOSSBOARD_URL: 'x' } }), /\/scripts\/0\/env\/LOSSBOARD_URL cannot be set/],
    [one({ timeoutSeconds: -1 }), /\/scripts\/0\/timeoutSeconds must be > 0, not -1/],
    [one({ steps: 'epochs' }), /\/scripts\/0\/steps must name an integer parameter, not "epochs"/],
    [one({ arguments: ['--{name}'] }), /\/scripts\/0\/arguments must have \{value\}/],
    [{ scripts: [one({}).scripts[0], one({}).scripts[0]] }, /\/scripts\/1\/name is that of another script/],
    [parameter({ kind: 'float' }), /\/scripts\/0\/parameters\/0\/kind must be one of number, integer/],
    [parameter({ kind: 'number', maximum: 1, default: 5 }), /\/scripts\/0\/parameters\/0\/default must be <= 1, not 5/],
    [
      parameter({ kind: 'choice', choices: ['a'], default: 'b' }),
      /\/scripts\/0\/parameters\/0\/default must be one of a, not "b"/,
    ],
    [
      one({
        parameters: [
          { name: 'a-b', kind: 'number' },
          { name: 'a_b', kind: 'number' },
        ],
      }),
      /parameters\/1\/name is that of another/,
    ],
  ])('%j is refused by its field', (content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  test('that everybody may write is refused', () => {
    const file = join(temporaryFolder(), 'scripts.json');
    writeFileSync(file, '{"scripts": []}');
    chmodSync(file, 0o666);
    expect(() => readScripts(file)).toThrow(/chmod o-w/);
  });
});
