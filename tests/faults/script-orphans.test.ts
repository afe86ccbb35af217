import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** Logs for ever, whatever becomes of the server, until it is killed. */
const STUBBORN = `
process.on('SIGTERM', () => {});
process.stdout.on('error', () => {});
const { LOSSBOARD_ATTEMPT: attempt, LOSSBOARD_RUN_DIR: dir } = process.env;
require('node:fs').writeFileSync(dir + '/pid-' + attempt, String(process.pid));
console.log('attempt ' + attempt);
if (attempt === '1') setInterval(() => console.log('tick'), 20);
`;

test('kill -9 of the server leaves no script that logs on: the next start ends it, and goes on with it or says why not', async () => {
  const data = temporaryFolder();
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'stubborn.cjs'), STUBBORN);
  const command = [process.execPath, 'stubborn.cjs'];
  const scripts = [
    { name: 'plain', command },
    { name: 'continuing', command, continues: true },
  ];
  writeFileSync(join(data, 'scripts.json'), JSON.stringify({ scripts }), { mode: 0o600 });
  const flags = ['--data', data, '--port', '0', '--workers', '2'];
  const server = await spawnServer(flags);
  const ids = [];
  for (const { name } of scripts)
    ids.push((await server.send('POST', '/launch', { script: { name } })).body.id as string);
  const pidOf = (id: string, attempt: number) =>
    Number(readFileSync(join(data, 'checkpoints', id, `pid-${attempt}`), 'utf8'));
  for (const id of ids)
    await until(async () => (await server.send('GET', `/runs/${id}/logs?limit=10`)).body.lines.length > 3, 'both log');
  const pids = ids.map((id) => pidOf(id, 1));

  onTestFinished(() => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
  await server.kill();
  expect(pids.map(isAlive)).toEqual([true, true]);

  const again = await spawnServer(flags);
  await until(() => !pids.some(isAlive), 'both are gone');
  const [plain, continuing] = ids as [string, string];
  expect((await again.send('GET', `/runs/${plain}`)).body).toMatchObject({
    state: 'failed',
    attempt: 1,
    reason: { code: 'server_killed' },
  });
  const ended = await until(async () => {
    const { body } = await again.send('GET', `/runs/${continuing}`);
    return body.state === 'finished' && body;
  }, 'the other one has gone on');
  expect(ended).toMatchObject({ attempt: 2, process: { exitCode: 0 } });
}, 120_000);

test('a process that has the number of a former script by chance is left alone', async () => {
  const data = temporaryFolder();
  mkdirSync(join(data, 'processes'), { recursive: true });
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const bystander = (await import('node:child_process')).spawn('sleep', ['60'], { detached: true });
  const record = { pid: bystander.pid, boot, began: '1' };
  writeFileSync(join(data, 'processes', 'gone.json'), JSON.stringify(record));
  await spawnServer(['--data', data, '--port', '0']);
  expect(existsSync(join(data, 'processes', 'gone.json'))).toBe(false);
  expect(isAlive(bystander.pid as number)).toBe(true);
  bystander.kill('SIGKILL');
}, 60_000);
