import { fileURLToPath } from 'node:url';
import { BroadcastChannel, MessageChannel } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createThreadPool } from '../../../server/queue/pool.ts';
import { CONTROL_WORDS } from '../../../shared/training/thread-control.ts';
import { BEHAVIOUR, READY_CHANNEL } from '../../fixtures/threads/behaviours.ts';
import { until } from '../../support/until.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/threads/${name}.ts`, import.meta.url));

function poolOf(readyFile?: string) {
  const errors: unknown[] = [];
  const pool = createThreadPool({
    file: fixture('scripted'),
    kernelsFile: fixture('no-kernels'),
    ...(readyFile !== undefined && { readyFile: fixture(readyFile) }),
    threads: 2,
    maxHeapMb: 64,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => pool.close());

  async function run(behaviour: keyof typeof BEHAVIOUR): Promise<string> {
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    const config = { seed: BEHAVIOUR[behaviour], length: { unit: 'steps', count: 1 } };
    const job = { run: 'r', attempt: 1, writer: 'w', config: config as never, files: 'r/' };
    const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
    const task = { job, data: null, folder: '/tmp', port: port2, control };
    return pool.run(task, { port: port2, signal: new AbortController().signal }).then(
      () => 'returned',
      ({ message }: Error) => message,
    );
  }

  return { pool, run, errors };
}

function readyThreads(): number[] {
  const threads: number[] = [];
  const channel = new BroadcastChannel(READY_CHANNEL);
  channel.onmessage = (event) => void threads.push((event as { data: number }).data);
  onTestFinished(() => channel.close());
  return threads;
}

describe('a thread is made ready', () => {
  test('before the first task, and again where a task has ended one', async () => {
    const threads = readyThreads();
    const { pool, run, errors } = poolOf('ready');
    pool.makeReady();
    await until(() => threads.length === 1, 'a thread is ready');
    expect(await run('trains')).toBe('returned');
    expect(await run('trains')).toBe('returned');
    expect(threads).toHaveLength(1);
    expect(await run('exits')).toMatch(/exited with code: 7/);
    await until(() => threads.length === 2, 'another thread is ready');
    expect(new Set(threads).size).toBe(2);
    expect(await run('trains')).toBe('returned');
    expect(errors).toEqual([]);
  });

  test('once, should that end it: tasks have threads that are not', async () => {
    const { pool, run, errors } = poolOf('never-ready');
    pool.makeReady();
    await until(() => errors.length === 1, 'the fault is known');
    expect(String(errors[0])).toMatch(/exited with code: 3/);
    expect(await run('trains')).toBe('returned');
    expect(errors).toHaveLength(1);
  });

  test('never, unless it is said how', async () => {
    const threads = readyThreads();
    const { pool, run } = poolOf();
    pool.makeReady();
    expect(await run('trains')).toBe('returned');
    expect(threads).toEqual([]);
  });
});
