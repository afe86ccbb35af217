import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { range, spoolsIn, startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

const SCRIPT = fileURLToPath(new URL('./support/script.ts', import.meta.url));
const SYNC = fileURLToPath(new URL('../../client/sync.ts', import.meta.url));

function start(mode: string, url: string, spool: string) {
  return launch([SCRIPT, mode, url, spool]);
}

function launch(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += chunk));
  return { child, output, ended: ended(child) };
}

async function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  const [code, signal] = await once(child, 'exit');
  return { code, signal };
}

async function killWhenReady({ child, output }: ReturnType<typeof launch>, signal: NodeJS.Signals): Promise<void> {
  await vi.waitFor(() => expect(output.text).toContain('ready'), 10_000);
  child.kill(signal);
}

test('a script that ends without a word about it has its run finished and all of it sent', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();

  expect(await start('ends', server.url, spool).ended).toEqual({ code: 0, signal: null });

  expect(server.steps('loss')).toEqual(range(1, 100));
  expect(server.patches.at(-1)).toEqual({ state: 'finished' });
  expect(spoolsIn(spool)).toEqual([]);
});

test('a script that ends with an exit code has failed, and keeps the code', async () => {
  const server = await temporaryServer();

  expect(await start('exit-code', server.url, temporaryFolder()).ended).toEqual({ code: 3, signal: null });

  expect(server.patches.at(-1)).toEqual({ state: 'failed', reason: 'exit code 3' });
});

test.each([
  ['exit-call', { code: 0, signal: null }, { state: 'finished' }],
  ['throws', { code: 1, signal: null }, { state: 'failed', reason: 'TypeError: the loss is odd' }],
])(
  'what a process could not send when it ended at once (%s) is sent by the next start',
  async (mode, outcome, last) => {
    const server = await temporaryServer();
    const spool = temporaryFolder();
    expect(await start(mode, server.url, spool).ended).toEqual(outcome);

    const { run } = await startRun({ url: server.url, spool });
    await vi.waitFor(() => expect(server.patches).toContainEqual(last), 5000);
    await run.finish();

    expect(server.steps('loss')).toEqual(range(1, 10));
  },
);

test('kill -9 loses nothing that was sealed: the next start sends the spool', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();
  await server.stop();
  const script = start('waits', server.url, spool);
  await killWhenReady(script, 'SIGKILL');
  await script.ended;
  expect(spoolsIn(spool)).toEqual([expect.stringMatching(/^waits\..*\.spool$/)]);

  await server.restart();
  const { run } = await startRun({ url: server.url, spool });
  await vi.waitFor(() => expect(server.steps('loss')).toEqual(range(1, 100)), 5000);
  await run.finish();

  await vi.waitFor(() => expect(spoolsIn(spool)).toEqual([]), 5000);
});

test('the spool of a living process is left alone, and lossboard-sync sends it when it is dead', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();
  await server.stop();
  const script = start('waits', server.url, spool);
  await vi.waitFor(() => expect(script.output.text).toContain('ready'), 10_000);
  await server.restart();
  await vi.waitFor(() => expect(server.steps('loss')).toHaveLength(100), 5000);
  await server.stop();

  const early = launch([SYNC, spool]);
  expect(await early.ended).toEqual({ code: 0, signal: null });
  expect(early.output.text).toContain('nothing to send');
  script.child.kill('SIGKILL');
  await script.ended;
  await server.restart();
  const late = launch([SYNC, spool]);
  expect(await late.ended).toEqual({ code: 0, signal: null });

  expect(late.output.text).toContain('run waits: 0 records sent');
  expect(server.steps('loss')).toEqual(range(1, 100));
  expect(spoolsIn(spool)).toEqual([]);
});

test('lossboard-sync ends by itself while the server is away, says so, and keeps everything', async () => {
  const server = await temporaryServer();
  await server.stop();
  const spool = temporaryFolder();
  for (let i = 0; i < 3; i++) await start('exit-call', server.url, spool).ended;
  const before = spoolsIn(spool);

  const { ended, output } = launch([SYNC, spool]);

  expect(await ended).toEqual({ code: 1, signal: null });
  expect(before).toHaveLength(3);
  expect(spoolsIn(spool)).toEqual(before);
  expect(output.text).toContain('did not take data (ECONNREFUSED)');
  expect(output.text.match(/run exit-call: 0 records sent, http.*the server did not take it/g)).toHaveLength(3);
  expect(output.text).not.toContain('Warning');
});

test.each([
  ['is a file', (path: string) => writeFileSync(path, '')],
  ['holds an odd file', (path: string) => mkdirSync(join(path, 'x.spool'), { recursive: true })],
])('lossboard-sync says what is wrong when its folder %s', async (_what, make) => {
  const path = join(temporaryFolder(), 'spool');
  make(path);

  const { ended, output } = launch([SYNC, path]);

  expect(await ended).toEqual({ code: 1, signal: null });
  expect(output.text).toMatch(/no spool in|could not be sent/);
  expect(output.text).not.toContain('undefined');
  expect(output.text).not.toContain('    at ');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the script by that signal, after the rest was sent',
  async (signal) => {
    const server = await temporaryServer();
    const spool = temporaryFolder();
    const script = start('waits', server.url, spool);
    await killWhenReady(script, signal);

    expect(await script.ended).toEqual({ code: null, signal });
    expect(server.steps('loss')).toEqual(range(1, 100));
    expect(server.patches.at(-1)).toEqual({ state: 'stopped', reason: signal });
    expect(spoolsIn(spool)).toEqual([]);
  },
);

test('a signal ends the script also while the server is away, with everything kept', async () => {
  const server = await temporaryServer();
  await server.stop();
  const spool = temporaryFolder();
  const script = start('waits', server.url, spool);
  await killWhenReady(script, 'SIGTERM');

  expect(await script.ended).toEqual({ code: null, signal: 'SIGTERM' });
  expect(spoolsIn(spool)).toHaveLength(1);
});

test('a script with its own signal handler decides itself', async () => {
  const server = await temporaryServer();
  const script = start('own-handler', server.url, temporaryFolder());
  await killWhenReady(script, 'SIGTERM');

  expect(await script.ended).toEqual({ code: 7, signal: null });
  expect(script.output.text.match(/handled/g)).toHaveLength(1);
  expect(server.steps('loss')).toEqual(range(1, 11));
  expect(server.patches.at(-1)).toEqual({ state: 'finished' });
});

test('Ctrl-C ends a loop that never pauses, and what it logged is in the spool', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();
  const script = start('no-pause', server.url, spool);
  await vi.waitFor(() => expect(script.output.text).toContain('ready'), 10_000);
  const interrupt = setInterval(() => script.child.kill('SIGINT'), 1500);
  onTestFinished(() => clearInterval(interrupt));

  expect(await script.ended).toEqual({ code: null, signal: 'SIGINT' });
  const { run } = await startRun({ url: server.url, spool });
  await vi.waitFor(() => expect(server.steps('loss').length).toBeGreaterThan(90_000), 10_000);
  await run.finish();
});
