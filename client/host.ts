import { type Checksum, crc32 } from './checksum.ts';

/**
 * What the client uses of Node, and of Bun and Deno in their Node-compatible form. Node modules are
 * only ever imported by a computed name after the runtime was recognized: browsers and bundlers see none.
 */

/** The part of `node:fs` that the spool needs. */
export interface FileSystem {
  openSync(path: string, flags: string, mode?: number): number;
  readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number;
  writeSync(file: number, from: Uint8Array, offset: number, length: number, position: number): number;
  ftruncateSync(file: number, length: number): void;
  closeSync(file: number): void;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
  mkdirSync(path: string, options: { recursive: true; mode?: number }): unknown;
  readdirSync(path: string): string[];
  statSync(path: string): { mtimeMs: number };
  utimesSync(path: string, accessed: Date, modified: Date): void;
}

export type Signal = 'SIGINT' | 'SIGTERM';

/** The part of `process` that the client needs. */
export interface HostProcess {
  pid: number;
  env: Record<string, string | undefined>;
  exitCode?: number | string | null | undefined;
  versions?: { node?: string };
  on(event: string, listener: (...values: never[]) => void): unknown;
  off(event: string, listener: (...values: never[]) => void): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: Signal | 0): unknown;
}

export interface Host {
  process: HostProcess;
  files: FileSystem;
  hostname: string;
  home: string;
  /** CRC-32, the runtime's own where it has one (Node 20.15 and 22.2). */
  checksum: Checksum;
  join(...parts: string[]): string;
}

/** The Node-like runtime that this is; undefined in a browser, or where the runtime withholds its modules. */
export async function detectHost(): Promise<Host | undefined> {
  const { process } = globalThis as unknown as { process?: HostProcess };
  try {
    if (!process?.versions?.node) return undefined;
    const [files, os, path] = (await Promise.all(['fs', 'os', 'path'].map(importNode))) as [
      FileSystem,
      { hostname(): string; homedir(): string },
      { join(...parts: string[]): string },
    ];
    void process.env.LOSSBOARD_URL; // throws where it may not be read
    return {
      process,
      files,
      hostname: os.hostname(),
      home: os.homedir(),
      checksum: await findChecksum(),
      join: path.join,
    };
  } catch {
    return undefined; // Deno asks for permissions that the script may not have: memory serves instead
  }
}

async function findChecksum(): Promise<Checksum> {
  try {
    const zlib = (await importNode('zlib')) as { crc32?: Checksum };
    return zlib.crc32 ?? crc32;
  } catch {
    return crc32;
  }
}

function importNode(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`);
}

/** Whether a process of this machine is alive. */
export function isAlive(process: HostProcess, pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'; // alive, but somebody else's
  }
}
