import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runServer, spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends the process with 0, and its training goes on after the next start',
  async (signal) => {
    const data = temporaryFolder();
    const flags = ['--data', data, '--port', '0'];
    const server = await spawnServer(flags);
    await server.send('POST', '/launch', { id: 'r1', length: { unit: 'steps', count: 10_000_000 } });
    await until(async () => (await server.send('GET', '/runs/r1')).body.ledger.stored > 0, 'the run trains');
    server.process.kill(signal);
    expect(await server.exited).toBe(0);

    const again = await spawnServer(flags);
    const { body } = await again.send('GET', '/runs/r1');
    expect(body).toMatchObject({ state: 'running', reason: null });
    const events = (await again.send('GET', '/runs/r1/events')).body.events;
    expect(events.map(({ kind }: { kind: string }) => kind)).toContain('checkpoint');
    expect(body.ledger.stored).toBeGreaterThan(0);
  },
);

test.each(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP'] as const)(
  'a fault that the system answers with %s ends the process at once, for whoever restarts it',
  async (signal) => {
    const server = await spawnServer(['--data', temporaryFolder(), '--port', '0']);
    server.process.kill(signal);
    await server.exited;
    expect(server.process.signalCode).toBe(signal);
    expect(server.output.stderr).toBe('');
  },
);

test('the address is all that a good start prints', async () => {
  const server = await spawnServer(['--data', temporaryFolder()], { LOSSBOARD_PORT: '0' });
  expect(server.output.stdout).toMatch(/^Lossboard listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(server.output.stderr).toBe('');
  expect((await server.send('GET', '/health')).body).toMatchObject({ status: 'ok' });
});

test('a port in use ends the start with 1, naming the port and the way out', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as { port: number };
  const server = runServer(['--data', temporaryFolder(), '--port', String(port)]);
  expect(await server.exited).toBe(1);
  expect(server.output.stderr).toMatch(new RegExp(`Port ${port}.*in use.*--port`));
});

test('a data folder in use ends the start with 1, naming the folder', async () => {
  const data = temporaryFolder();
  await spawnServer(['--data', data, '--port', '0']);
  const second = runServer(['--data', data, '--port', '0']);
  expect(await second.exited).toBe(1);
  expect(second.output.stderr).toContain(data);
});

test.each([
  [['--port', 'eighty'], 2, /--port.*"eighty"/],
  [['--nonsense'], 2, /nonsense/],
])('%j exits with %i and says why', async (flags, code, message) => {
  const server = runServer(flags);
  expect(await server.exited).toBe(code);
  expect(server.output.stderr).toMatch(message);
  expect(server.output.stdout).toBe('');
});

test('--help and --version print and exit with 0', async () => {
  const help = runServer(['--help']);
  expect(await help.exited).toBe(0);
  expect(help.output.stdout).toContain('--datasets');
  const version = runServer(['--version']);
  expect(await version.exited).toBe(0);
  expect(version.output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
