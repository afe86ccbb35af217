import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Batch {
  writer: string;
  attempt: number;
  seq: number;
  series?: Record<string, { step: number[]; value: (number | string)[] }>;
  logs?: { text: string }[];
}

/** What a test makes the server do instead of answering one request as it should. */
export type Fault =
  | { status: number; code?: string; message?: string; details?: object; headers?: Record<string, string> }
  /** An answer that no Lossboard gives, such as one of a proxy. Nothing is stored. */
  | { status: number; raw: string }
  /** Store it, then close the connection without an answer. */
  | 'cut-after-commit';

/**
 * A server that keeps to the logging protocol and nothing else: real sockets, data in memory, which
 * stays when it stops and starts again on the same port. `faultFor` may spoil any request.
 */
export async function startProtocolServer(
  faultFor: (request: { path: string; batch?: Batch }) => Fault | undefined = () => undefined,
) {
  const created = new Map<string, Record<string, unknown>>();
  const lastSeq = new Map<string, number>();
  const batches: Batch[] = [];
  const patches: Record<string, unknown>[] = [];
  let stopping = false;
  const requests: { path: string; at: number }[] = [];

  let server = createServer(handle);
  const port = await listen(0);

  function listen(at: number): Promise<number> {
    return new Promise((resolve) => {
      server.listen(at, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = `${request.method} ${request.url?.replace('/api/v1', '')}`;
    requests.push({ path, at: Date.now() });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const fault = faultFor({ path, ...(path.endsWith('/ingest') && { batch: body as Batch }) });
    if (typeof fault === 'object' && 'raw' in fault) {
      return void response.writeHead(fault.status).end(fault.raw);
    }
    if (typeof fault === 'object') {
      const { status, code = 'invalid', message = 'refused by the test', details = {}, headers = {} } = fault;
      return answer(response, status, { error: { code, message, details } }, headers);
    }
    const [status, reply] = store(path, body);
    if (fault === 'cut-after-commit') request.socket.destroy();
    else answer(response, status, reply);
  }

  function store(path: string, body: unknown): [number, unknown] {
    if (path === 'POST /runs') {
      const run = body as { id: string };
      const known = created.has(run.id);
      created.set(run.id, run);
      return [known ? 200 : 201, { ...(run as object), attempt: 1 }];
    }
    if (path.startsWith('PATCH')) {
      patches.push(body as Record<string, unknown>);
      return [200, { id: path.split('/').at(-1) }];
    }
    const batch = body as Batch;
    const name = `${path} ${batch.writer}`;
    const last = lastSeq.get(name) ?? 0;
    const reply = { acked: batch.seq, rev: batches.length, stop: stopping };
    if (batch.seq <= last) return [200, { ...reply, duplicate: true }];
    if (batch.seq !== last + 1)
      return [409, { error: { code: 'seq_gap', message: 'gap', details: { expected: last + 1 } } }];
    lastSeq.set(name, batch.seq);
    batches.push(batch);
    return [200, { ...reply, duplicate: false }];
  }

  return {
    url: `http://127.0.0.1:${port}`,
    created,
    batches,
    patches,
    requests,
    /** Every stored step of a series, as often as it was stored. */
    steps: (key: string) => batches.flatMap(({ series }) => series?.[key]?.step ?? []),
    lines: () => batches.flatMap(({ logs = [] }) => logs.map(({ text }) => text)),
    /** Forgets what it acknowledged, as after a restore from an older copy. */
    forget: () => lastSeq.clear(),
    /** Asks the scripts to stop, with each answer to a batch from now on. */
    askToStop(): void {
      stopping = true;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async restart(): Promise<void> {
      server = createServer(handle);
      await listen(port);
    },
  };
}

export type ProtocolServer = Awaited<ReturnType<typeof startProtocolServer>>;

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
