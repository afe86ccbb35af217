import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createProcessRecords } from './process-records.ts';
import { readScripts } from './read-scripts.ts';
import { createScriptRegistry } from './script-registry.ts';
import { createScriptRunner, type ScriptRunnerOptions } from './script-runner.ts';

const FILE = 'scripts.json';
const PROCESSES = 'processes';

export interface ScriptingOptions extends Omit<ScriptRunnerOptions, 'registry' | 'records' | 'address' | 'env'> {
  config: { data: string; scripts: string };
  listening: () => AddressInfo | string | null;
}

/**
 * The scripts of this server, and what runs them. What a server of this folder that was killed left running is ended first.
 *
 * @throws {ScriptsFileError} for a file of scripts that is wrong
 */
export function createScripting({ config, listening, ...options }: ScriptingOptions) {
  const file = config.scripts || join(config.data, FILE);
  const registry = createScriptRegistry(readScripts(file, { optional: config.scripts === '' }));
  const records = createProcessRecords(join(config.data, PROCESSES));
  records.killFormer();
  const address = () => addressFor(listening());
  return { registry, runner: createScriptRunner({ ...options, registry, records, address, env: process.env }) };
}

/** Where a process of this machine reaches the server: one that listens on all addresses, at that of the machine itself. */
function addressFor(listening: AddressInfo | string | null): string {
  if (listening === null || typeof listening === 'string') return '';
  const { address, family, port } = listening;
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
