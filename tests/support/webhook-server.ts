import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server for the running test that keeps what it is sent; it answers with the statuses given, the last one from then on. */
export async function startWebhookServer(statuses: number[] = [200], headers: Record<string, string> = {}) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 200;
    received.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
    response.writeHead(status, headers).end('what a receiver says');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
