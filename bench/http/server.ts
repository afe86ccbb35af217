import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/cli/main.ts', import.meta.url));
const BROADCAST_SERVER = fileURLToPath(new URL('./broadcast-server.ts', import.meta.url));
const ROW_TABLE_SERVER = fileURLToPath(new URL('../page/row-table-server.ts', import.meta.url));
const TURN_PROBE = fileURLToPath(new URL('./turn-probe.ts', import.meta.url));
const ROW_SERVER = fileURLToPath(new URL('./row-server.ts', import.meta.url));

/** Of processor time in /proc. */
const TICKS_PER_SECOND = 100;

export interface Answer {
  status: number;
  body: Buffer;
}

/** The real server in a process of its own, with the flags of this one, on a folder of its own; `close` ends both. */
export async function startServerProcess(
  connections = 64,
  folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-')),
  flags: readonly string[] = [],
) {
  return startProcess([MAIN, '--port', '0', '--data', folder, '--log-level', 'warn', ...flags], connections, folder);
}

const PAGE_SERVER = fileURLToPath(new URL('../page/page-server.ts', import.meta.url));

/** The same with another folder of the page. */
export function startPageServer(webRoot: string) {
  process.env.BENCH_WEB = webRoot;
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  return startProcess([PAGE_SERVER, '--data', folder, '--log-level', 'warn'], 64, folder);
}

/** The same, with the processor time that turns of its main thread take in a file; see `turn-probe.ts`. */
export function startServerWithTurns(turnsFile: string) {
  process.env.BENCH_TURNS = turnsFile;
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  const command = ['--import', TURN_PROBE, MAIN, '--port', '0', '--data', folder, '--log-level', 'warn'];
  return startProcess(command, 64, folder);
}

const ALONE_SERVER = fileURLToPath(new URL('./alone-server.ts', import.meta.url));

/** The other side of `one-step` and `shared-data`. */
export function startAloneServer(workers = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  const flags = ['--data', folder, '--workers', String(workers), '--log-level', 'warn'];
  return startProcess([ALONE_SERVER, ...flags], 2, folder);
}

/** The other side of `small-posts`. */
export const startRowServer = (connections: number) => startProcess([ROW_SERVER], connections);

/** The other side of `table`. */
export const startRowTableServer = (runs: number) => startProcess([ROW_TABLE_SERVER, String(runs)], 4);

/** The other side of `viewers`. */
export const startBroadcastServer = () => startProcess([BROADCAST_SERVER], 1);

async function startProcess(command: string[], connections: number, folder?: string) {
  const child = spawn(process.execPath, [...process.execArgv, ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
  const address = await addressOf(child);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  function send(method: string, path: string, type: string, payload?: Uint8Array | string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers =
        payload === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(payload) };
      const sent = request(`${address}/api/v1${path}`, { method, agent, headers }, (answer) => {
        void readAll(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
      });
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  return {
    address,
    send,
    /** Posts and expects success. */
    async post(path: string, payload: Uint8Array | string, type = 'application/json'): Promise<Buffer> {
      const { status, body } = await send('POST', path, type, payload);
      if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${body.toString().slice(0, 300)}`);
      return body;
    },
    async get(path: string): Promise<Buffer> {
      const { status, body } = await send('GET', path, '');
      if (status >= 300) throw new Error(`GET ${path} answered ${status}: ${body.toString().slice(0, 300)}`);
      return body;
    },
    /** Memory that the server's process holds, in megabytes. */
    memoryMb(): number {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    /** Processor time that the server's process has used, in seconds. */
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    /** Resolves when nothing goes on in the background any more. */
    async untilIdle(): Promise<void> {
      for (let used = -1; cpuSecondsOf(child.pid ?? 0) - used > 0.02; ) {
        used = cpuSecondsOf(child.pid ?? 0);
        await sleep(500);
      }
    },
    async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
      agent.destroy();
      child.kill(signal);
      await new Promise((resolve) => child.once('exit', resolve));
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Processor time that a process has used, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
}

export type BenchServer = Awaited<ReturnType<typeof startServerProcess>>;

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      const [, address] = /listening on (http:\/\/\S+)/.exec(said) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
  });
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks);
}
