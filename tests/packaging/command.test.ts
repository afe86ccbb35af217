import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COMMAND = fileURLToPath(new URL('../../server/cli/lossboard.ts', import.meta.url));

/** Runs `lossboard` with these words: what it wrote, and the code that it ended with. */
async function lossboard(...args: string[]) {
  try {
    return { ...(await promisify(execFile)(process.execPath, [COMMAND, ...args])), code: 0 };
  } catch (error) {
    return error as { stdout: string; stderr: string; code: number };
  }
}

test.each([['doctor'], ['backup', '--to', 'copy.sqlite']])(
  'lossboard %s says that a folder has no database, and makes none',
  async (...words) => {
    const data = join(temporaryFolder(), 'nothing');
    const { stderr, code } = await lossboard(...words, '--data', data);
    expect(code).toBe(1);
    expect(stderr).toBe(`There is no lossboard.sqlite in ${data}; name the data folder with --data\n`);
    expect(existsSync(data)).toBe(false);
  },
);

test.each([
  [['backup'], /lossboard backup {2}\[--data DIR\] --to FILE/],
  [['doctor', 'now'], /^Usage:/],
  [['doctor', '--bogus'], /^Unknown option '--bogus'/],
])('lossboard %j is told in a line what it lacks', async (words, message) => {
  const { stderr, code } = await lossboard(...words);
  expect([code, stderr.includes('    at ')]).toEqual([1, false]);
  expect(stderr).toMatch(message);
});

test('lossboard without such a word is the server', async () => {
  expect((await lossboard('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
