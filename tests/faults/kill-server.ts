import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startServer } from './server.ts';
import { acknowledged, ask, createWriter, verify } from './writer.ts';

export interface KillReport {
  kills: number;
  /** Points in acknowledged batches. */
  acknowledged: number;
  /** Points that the server had at the end. */
  stored: number;
  lost: number;
  /** Log lines stored more than once: unlike points, they have no step that would hide it. */
  duplicated: number;
  /** Points with another value than was said. */
  wrong: number;
  /** Batches that were stored although the writer never got its answer: each would be a duplicate without seq. */
  answersLost: number;
  slowestReadyMs: number;
  integrity: string;
  exitCode: number | null;
}

const WRITERS = 4;
const MAX_LIFE_MS = 600;

/** Kills the server at random moments while writers send, one of them batches that are stored in parts, and then looks for every point. */
export async function killServer(
  kills: number,
  { random = Math.random, onKill = (_: number) => {} } = {},
): Promise<KillReport> {
  const data = mkdtempSync(join(tmpdir(), 'lossboard-faults-'));
  const port = await freePort();
  try {
    let server = await startServer(data, port);
    let slowestReadyMs = 0;
    let isOver = false;
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      createWriter(`writer-${index}`, { isLarge: index === 0 }),
    );
    for (const { run } of writers) await ask(server.address, '/runs', { id: run });
    const writing = Promise.all(
      writers.map((writer) =>
        writer.write(
          () => server.address,
          () => isOver,
        ),
      ),
    );
    for (let kill = 1; kill <= kills; kill++) {
      await Promise.race([writing, sleep(20 + random() * MAX_LIFE_MS)]);
      await server.kill();
      server = await startServer(data, port);
      slowestReadyMs = Math.max(slowestReadyMs, server.readyMs);
      onKill(kill);
    }
    isOver = true;
    await writing;
    const found = await Promise.all(writers.map((writer) => verify(server.address, writer)));
    const exitCode = await server.stop();
    const sum = (of: (each: (typeof found)[number]) => number) => found.reduce((total, each) => total + of(each), 0);
    return {
      kills,
      acknowledged: writers.reduce((total, each) => total + acknowledged(each), 0),
      stored: sum(({ stored }) => stored),
      lost: sum(({ lost }) => lost),
      duplicated: sum(({ duplicated }) => duplicated),
      wrong: sum(({ wrong }) => wrong),
      answersLost: writers.reduce((total, { duplicates }) => total + duplicates, 0),
      slowestReadyMs: Math.round(slowestReadyMs),
      integrity: integrityOf(data),
      exitCode,
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function integrityOf(data: string): string {
  const db = new Database(join(data, 'lossboard.sqlite'), { readonly: true });
  try {
    return db.pragma('integrity_check', { simple: true }) as string;
  } finally {
    db.close();
  }
}

/** A port that nobody listens on just now: writers expect the server where it was. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
