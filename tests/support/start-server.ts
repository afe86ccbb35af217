import { fileURLToPath } from 'node:url';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { createApp } from '../../server/app.ts';
import type { AppOptions } from '../../server/app-options.ts';
import { readConfig } from '../../server/config.ts';
import type { Run, RunState } from '../../shared/run.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

export interface ServerOptions extends Partial<Omit<AppOptions, 'config'>> {
  data?: string;
  workers?: number;
  host?: string;
  allowedHosts?: string;
  /** Further flags of the command line. */
  flags?: string[];
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of bodies that may be wrong, and say so by what they expect; `unknown` would need a cast at each
  body: any;
  headers: Record<string, unknown>;
}

/** The whole server on a real database file, without a port until `listen`; closed when the test ends. */
export async function startServer({
  data = temporaryFolder(),
  workers,
  host,
  allowedHosts,
  flags: further = [],
  ...options
}: ServerOptions = {}) {
  const flags = [...further, '--data', data, '--log-level', 'error', '--workers', String(workers ?? 1)];
  const read = readConfig([...flags, '--host', host ?? '127.0.0.1', '--allowed-hosts', allowedHosts ?? ''], {});
  if (!('config' in read)) throw new Error('the flags of the test ask for no server');

  const { http: app, start } = await createApp({
    config: read.config,
    version: '0.0.0-test',
    threadFile: fileURLToPath(new URL('../fixtures/threads/scripted.ts', import.meta.url)),
    checkAnswers: true,
    ...options,
  });
  onTestFinished(() => app.close());
  await start();

  async function send(method: InjectOptions['method'], url: string, body?: unknown, headers = {}): Promise<Answer> {
    const path = url.startsWith('/') && !url.startsWith('/api') ? `/api/v1${url}` : url;
    const answer = await app.inject({
      ...(method && { method }),
      url: path,
      headers: { host: `127.0.0.1:${listeningPort(app)}`, ...headers },
      ...(body !== undefined && { payload: body as object }),
    });
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, headers: answer.headers };
  }

  const run = async (id: string): Promise<Run> => (await send('GET', `/runs/${id}`)).body;

  return {
    app,
    data,
    send,
    run,
    /** Resolves with the run once it is in one of the states. */
    untilState: (id: string, ...states: RunState[]): Promise<Run> =>
      until(
        async () => {
          const found = await run(id);
          return states.includes(found.state) ? found : undefined;
        },
        `run ${id} is ${states.join(' or ')}`,
      ),
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
  };
}

function listeningPort(app: FastifyInstance): number {
  const address = app.server.address();
  return address !== null && typeof address === 'object' ? address.port : 80;
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;
