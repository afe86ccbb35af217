import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogStream } from '../../shared/ingest.ts';

/** How long output may be silent once the process is gone: something that left its group may still hold its pipes. */
const CLOSE_GRACE_MS = 2000;
const LOOK_MS = 50;

export interface ChildOptions {
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Called in the same turn as the process is started. */
  onPid: (pid: number) => void;
  onOutput: (stream: LogStream, bytes: Uint8Array) => void;
}

/** How a process ended. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Starts a command, without a shell, as the leader of a process group of its own, with nothing to read.
 *
 * `ended` resolves when its whole group is gone and its output is read.
 *
 * @throws {Error} when it cannot be started, saying why
 */
export async function startChild({ command, cwd, env, onPid, onOutput }: ChildOptions) {
  const [program = '', ...args] = command;
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`its folder ${cwd} is not there`);
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = child;
  if (child.pid !== undefined) onPid(child.pid);
  const exited = new Promise<ProcessEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let late: NodeJS.Timeout | undefined;
  for (const [stream, pipe] of Object.entries({ stdout, stderr }))
    pipe.on('data', (bytes: Uint8Array) => {
      late?.refresh();
      onOutput(stream as LogStream, bytes);
    });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => reject(new Error(spawnFault(error, program))));
  });
  child.on('error', () => {}); // a signal that could not be sent: the group is gone
  const pid = child.pid as number;
  let killAt: number | undefined;
  let killTimer: NodeJS.Timeout | undefined;

  async function end(): Promise<ProcessEnd> {
    const how = await exited;
    // the others of the group have as long as it had itself
    while (killAt !== undefined && performance.now() < killAt && signalGroup(pid, 0)) await sleep(LOOK_MS);
    clearTimeout(killTimer);
    signalGroup(pid, 'SIGKILL');
    late = setTimeout(() => {
      stdout.destroy();
      stderr.destroy();
    }, CLOSE_GRACE_MS);
    await closed;
    clearTimeout(late);
    return how;
  }

  return {
    pid,
    ended: end(),
    /** Has the script wait with its output. */
    pause(): void {
      stdout.pause();
      stderr.pause();
    },
    resume(): void {
      stdout.resume();
      stderr.resume();
    },
    /** Asks its group to end, and kills it after a while; asked again, after the shorter one. */
    terminate(graceMs: number): void {
      const at = performance.now() + graceMs;
      if (killAt === undefined) signalGroup(pid, 'SIGTERM');
      else if (killAt <= at) return;
      killAt = at;
      clearTimeout(killTimer);
      killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    },
  };
}

export type Child = Awaited<ReturnType<typeof startChild>>;

/** Sends a signal to a process group; 0 only asks whether there is one. False where there is none. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

function spawnFault({ code, message }: NodeJS.ErrnoException, program: string): string {
  if (code === 'ENOENT') return `there is no program ${program}`;
  if (code === 'EACCES') return `${program} may not be executed`;
  if (code === 'E2BIG') return 'its arguments and variables are too long for this system';
  return message;
}
