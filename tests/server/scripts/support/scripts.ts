import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../../../shared/run.ts';
import { type ServerOptions, startServer, type TestServer } from '../../../support/start-server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** A script as a file registers it; its code is a program for Node, with `write(line)` and `sleep(ms)`. */
export interface TestScript {
  code: string;
  [field: string]: unknown;
}

const PRELUDE = `
const write = (line) => require('node:fs').writeSync(1, line + '\\n');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
`;

/** Writes programs and the file that registers them into a folder; returns the path of the file. */
export function registerScripts(folder: string, scripts: Record<string, TestScript>): string {
  const entries = Object.entries(scripts).map(([name, { code, ...fields }]) => {
    writeFileSync(join(folder, `${name}.cjs`), `${PRELUDE}(async () => {${code}\n})();`);
    return { name, command: [process.execPath, `${name}.cjs`], ...fields };
  });
  const file = join(folder, 'scripts.json');
  writeFileSync(file, JSON.stringify({ scripts: entries }), { mode: 0o600 });
  return file;
}

/** A server that listens, with scripts. */
export async function serverWith(scripts: Record<string, TestScript>, options: ServerOptions = {}) {
  const folder = temporaryFolder();
  const file = registerScripts(folder, scripts);
  const server = await startServer({ ...options, flags: ['--scripts', file, ...(options.flags ?? [])] });
  await server.listen();
  return { ...server, folder };
}

export async function launchScript(server: TestServer, name: string, parameters = {}, more = {}): Promise<Run> {
  const { status, body } = await server.send('POST', '/launch', { script: { name, parameters }, ...more });
  if (status !== 201) throw new Error(`the launch was answered by ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The lines of a run's log, with what they were written to. */
export async function linesOf(
  server: TestServer,
  run: string,
): Promise<{ text: string; stream?: string; level: string }[]> {
  return (await server.send('GET', `/runs/${run}/logs?limit=5000`)).body.lines;
}
