import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a test server treats one request for a file. */
export interface Behaviour {
  /** Cuts the connection once the client has written down this many bytes of the answer. */
  cutAfter?: number;
  /** Sends this many bytes of the answer, then nothing, with the connection open. */
  stallAfter?: number;
  /** Ends an answer of unknown length early, as if that were all. */
  endAfter?: number;
  status?: number;
  ignoreRange?: boolean;
}

export interface Seen {
  path: string;
  headers: IncomingHttpHeaders;
}

/**
 * A web server on a free port that serves `files` with ETag and Range. `writtenBytes` says how much of
 * the file its client has written down.
 */
export async function startFileServer(files: Record<string, Buffer>, writtenBytes: () => number = () => 0) {
  const seen: Seen[] = [];
  const behaviours: Behaviour[] = [];
  const etags = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, headers: request.headers });
    const file = files[path];
    const behaviour = behaviours.shift() ?? {};
    if (!file || behaviour.status) response.writeHead(behaviour.status ?? 404).end();
    else serve(file, etags.get(path) ?? '"first"', request.headers, behaviour, response, writtenBytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    url: (path: string): string => `http://127.0.0.1:${port}${path}`,
    /** What to do with the next requests, one after another; then all is well again. */
    next: (...planned: Behaviour[]) => behaviours.push(...planned),
    change(path: string, content: Buffer): void {
      files[path] = content;
      etags.set(path, '"second"');
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type FileServer = Awaited<ReturnType<typeof startFileServer>>;

function serve(
  file: Buffer,
  etag: string,
  headers: IncomingHttpHeaders,
  plan: Behaviour,
  response: ServerResponse,
  writtenBytes: () => number,
): void {
  const asked = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1];
  const fresh = headers['if-range'] === undefined || headers['if-range'] === etag;
  const start = asked !== undefined && fresh && !plan.ignoreRange ? Number(asked) : 0;
  if (start > 0 && start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  const body = file.subarray(start);
  const length = plan.endAfter === undefined ? { 'content-length': body.length } : {};
  const range = start > 0 ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { etag, ...length, ...range });
  const part = plan.cutAfter ?? plan.stallAfter ?? plan.endAfter;
  if (part === undefined) response.end(body);
  else
    response.write(body.subarray(0, part), () => {
      if (plan.cutAfter !== undefined) cutOnce(response, () => writtenBytes() >= start + part);
      if (plan.endAfter !== undefined) response.end();
    });
}

function cutOnce(response: ServerResponse, arrived: () => boolean): void {
  const timer = setInterval(() => {
    if (!arrived()) return;
    clearInterval(timer);
    response.destroy();
  }, 2);
}
