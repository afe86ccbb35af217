import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { init } from '../../../client/client.ts';
import type { InitOptions } from '../../../client/options.ts';
import { type Fault, startProtocolServer } from './protocol-server.ts';

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A protocol server that goes with the test. */
export async function temporaryServer(faultFor?: Parameters<typeof startProtocolServer>[0]) {
  const server = await startProtocolServer(faultFor);
  onTestFinished(() => server.stop());
  return server;
}

/** A run with quick retries, and what it warned of. */
export async function startRun(options: InitOptions) {
  const warnings: string[] = [];
  const run = await init({
    retry: { minMs: 10, maxMs: 50 },
    batchMs: 20,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  return { run, warnings };
}

export function spoolsIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** Each fault once, in turn, for the batches only. */
export function onBatches(...faults: Fault[]): (request: { path: string }) => Fault | undefined {
  return ({ path }) => (path.endsWith('/ingest') ? faults.shift() : undefined);
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
