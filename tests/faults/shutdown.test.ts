import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startServer } from './server.ts';

/** Longer than a request may take to end once the server closes, and shorter than the whole time that closing may take. */
const GRACE_MS = 10_000;

test.each([
  ['an upload', 'PUT /api/v1/datasets/slow', 'text/csv', 'a,b\n'],
  ['a batch', 'POST /api/v1/runs/r/ingest', 'application/json', '{"writer":'],
  ['a launch', 'POST /api/v1/launch', 'application/json', '{'],
])(
  '%s that stalls in its body does not hold up the end of the server, which closes its database',
  async (_, request, type, begin) => {
    const data = join(temporaryFolder(), 'data');
    const server = await startServer(data);
    onTestFinished(() => server.kill());
    const { hostname, port } = new URL(server.address);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}); // it is cut
    const head = [
      `${request} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Content-Type: ${type}`,
      'Content-Length: 1000000',
    ];
    await new Promise<void>((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${begin}`, () => resolve()));
    await fetch(`${server.address}/api/v1/health`); // the server has read what came before

    const patience = setTimeout(() => void server.kill(), GRACE_MS);
    expect(await server.stop()).toBe(0);
    clearTimeout(patience);
    expect(readdirSync(data)).not.toContain('lossboard.sqlite-wal');
    expect(existsSync(join(data, 'lossboard.lock-journal'))).toBe(false);
  },
  60_000,
);
