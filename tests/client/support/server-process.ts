import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './run-fixture.ts';

const MAIN = fileURLToPath(new URL('../../../server/cli/main.ts', import.meta.url));

/** The real server as a process that can be killed and started again on the same port and data. */
export async function startServerProcess() {
  const data = temporaryFolder();
  let { child, port } = await launch('0');
  onTestFinished(() => void child.kill('SIGKILL'));

  async function launch(at: string) {
    const args = [MAIN, '--port', at, '--data', data, '--log-level', 'silent'];
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    for await (const chunk of started.stdout) {
      output += chunk;
      const [, found] = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
      if (found) return { child: started, port: found };
    }
    throw new Error(`the server ended before it listened: ${output}`);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async restart(): Promise<void> {
      ({ child, port } = await launch(port));
    },
    async get<T>(path: string): Promise<T> {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async post<T>(path: string, body: unknown): Promise<T> {
      const headers = { 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await fetch(`http://127.0.0.1:${port}/api/v1${path}`, request)).json()) as T;
    },
  };
}
