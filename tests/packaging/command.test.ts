import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startServer } from '../support/start-server.ts';
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

const SLOW = 60_000; // five processes, each of which loads what it needs

test(
  'lossboard recipe launches on a running server, says where to look, and what is refused',
  async () => {
    const server = await startServer();
    const address = await server.listen();
    const ask = (...words: string[]) => lossboard('recipe', ...words, '--server', address);
    expect((await ask()).stdout).toContain('s14-spirals ');
    expect((await ask('s07-schedules', '--seeds', '4', '--plan')).stdout.trim().split('\n')).toContain('warm restarts');
    expect(await ask('s14-spirals', '--group', 'mine', '--set', '/length/count=3')).toMatchObject({
      code: 0,
      stdout: `1 run queued: ${address}/recipes/s14-spirals/mine\n`,
    });
    expect((await server.run('mine-mine')).config).toMatchObject({ length: { count: 3 } });
    expect(await ask('s14-spirals', '--set', '/length/count=0')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/length/count must be >= 1'),
    });
  },
  SLOW,
);

test('lossboard recipe without a server says how to start one', async () => {
  const { code, stderr } = await lossboard('recipe', 's14-spirals', '--server', 'http://127.0.0.1:9');
  expect([code, stderr]).toEqual([1, expect.stringContaining('start it with npm start')]);
});
