import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Takes what is to be done once the server is needed no more. */
type WhenDone = (task: () => void) => void;

/** The server as a process of its own, as `npm start` runs it; killed when the test ends. */
export async function spawnServer(
  flags: string[],
  env: Record<string, string> = {},
  whenDone: WhenDone = onTestFinished,
) {
  const child = runServer(flags, env, whenDone);
  const { output } = child;
  const address = await until(() => {
    if (child.process.exitCode !== null) throw new Error(`the server ended: ${output.stderr}`);
    return /listening on (http:\S+)/.exec(output.stdout)?.[1];
  }, 'the server listens');

  return {
    ...child,
    address,
    /** Ends it without a chance to do anything about it. */
    async kill(): Promise<void> {
      child.process.kill('SIGKILL');
      await child.exited;
    },
    async send(method: string, path: string, body?: unknown) {
      const answer = await fetch(`${address}/api/v1${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

/** Starts the server and leaves the rest to the test: for starts that must fail. */
export function runServer(flags: string[], env: Record<string, string> = {}, whenDone: WhenDone = onTestFinished) {
  const child: ChildProcess = spawn(process.execPath, ['server/cli/main.ts', ...flags], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr?.on('data', (data) => {
    output.stderr += data;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  whenDone(() => {
    child.kill('SIGKILL');
  });
  return { process: child, output, exited };
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
