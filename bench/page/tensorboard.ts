import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { cpuSecondsOf } from '../http/server.ts';
import { type Opened, openAndWatch } from './watch.ts';

const WRITER = fileURLToPath(new URL('./tensorboard_write.py', import.meta.url));
/** The label of an axis that shows the data's range. Its lines are drawn by a worker, then or later. */
const IS_DRAWN = `[...document.querySelectorAll('scalar-card text')].some(({ textContent }) => textContent.trim() === '8,000')`;

/**
 * TensorBoard on event files of its own, installed with pip into a folder of its own; `close` removes all of it.
 * In PYTHON, or as python3, there must be an interpreter with venv.
 */
export async function startTensorboard(runs: number, steps: number) {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-tensorboard-'));
  const inFolder = (name: string) => join(folder, name);
  execFileSync(process.env.PYTHON ?? 'python3', ['-m', 'venv', inFolder('venv')]);
  execFileSync(inFolder('venv/bin/pip'), ['install', '--quiet', 'tensorboard']);
  execFileSync(inFolder('venv/bin/python'), [WRITER, inFolder('events'), String(runs), String(steps)]);
  const flags = ['--logdir', inFolder('events'), '--host', '127.0.0.1', '--port', '0'];
  const child = spawn(inFolder('venv/bin/tensorboard'), flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await addressOf(child);
  await untilLoaded(address, runs);

  return {
    /** Processor time of TensorBoard and of the process that reads its files, in seconds. */
    cpuSeconds: () => [child.pid ?? 0, ...childrenOf(child.pid)].reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    open: (page: Page): Promise<Opened> => openAndWatch(page, address, IS_DRAWN, '/timeSeries'),
    async close(): Promise<void> {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.on('data', (chunk) => {
      output += chunk;
      const [, address] = /at (http:\/\/\S+)/.exec(output) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`TensorBoard ended with ${code}: ${output.slice(-300)}`)));
  });
}

/** Its page is opened once it has read all of its files, as ours is once all is stored. */
async function untilLoaded(address: string, runs: number): Promise<void> {
  for (let known = 0; known < runs; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    known = ((await (await fetch(`${address}/data/runs`)).json()) as string[]).length;
  }
  await new Promise((resolve) => setTimeout(resolve, 5000));
}

function childrenOf(pid: number | undefined): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((each) => parentOf(each) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has ended
  }
}
