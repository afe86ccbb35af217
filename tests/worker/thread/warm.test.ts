import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Batch } from '../../../shared/ingest.ts';
import { CONTROL, CONTROL_WORDS, STOP } from '../../../shared/training/thread-control.ts';
import { compileKernels } from '../../../worker/kernel-loading/load-kernels.ts';
import type { ThreadMessage, TrainTask } from '../../../worker/thread/task.ts';
import { readCheckpoint } from '../../../worker/training/checkpoint.ts';
import { configOf } from '../support.ts';

const filename = new URL('../../../worker/thread/train.ts', import.meta.url).href;
const kernels = compileKernels();
const KEPT = { maxThreads: 1, idleTimeout: 600_000, atomics: 'disabled' } as const;

type Given = Record<string, unknown>;

/** Runs a task in a pool; `onMessage` may change its control words. */
async function runIn(pool: Piscina, given: Given, onMessage?: (control: Int32Array) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'warm-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = 'surface' in given ? (given as never) : configOf(given);
  const { port1, port2 } = new MessageChannel();
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  const messages: ThreadMessage[] = [];
  port1.on('message', (message: ThreadMessage) => {
    messages.push(message);
    onMessage?.(control);
  });
  const closed = new Promise((resolve) => port1.once('close', resolve));
  const task: TrainTask = {
    job: { run: 'run', attempt: 1, writer: 'thread', config, files: 'checkpoints/run/' },
    data: 'surface' in given ? null : { source: { name: config.dataset.name, kind: 'generated', files: {} } },
    folder,
    kernels,
    port: port2,
    control,
  };
  const fault = await pool.run(task, { filename, transferList: [port2] }).then(
    () => null,
    (error: Error) => error.message,
  );
  await closed;
  return { messages, fault, recorded: recordedIn(messages), files: filesIn(folder) };
}

/** All that a run recorded and left, without times and what follows from them. */
function recordedIn(messages: readonly ThreadMessage[]) {
  const batches = messages.flatMap((message): Batch[] => (message.type === 'batch' ? [message.batch] : []));
  const series: Record<string, unknown[]> = {};
  for (const batch of batches)
    for (const [key, { step, value }] of Object.entries(batch.series ?? {}))
      if (!/^system\/|per_second/.test(key))
        series[key] = [...(series[key] ?? []), ...step.map((at, index) => [at, value[index]])];
  const without = (entries: readonly { time: number }[] | undefined) =>
    (entries ?? []).map(({ time: _, ...rest }) => rest);
  return {
    series,
    histograms: batches.flatMap(({ histograms }) => without(histograms)),
    events: batches.flatMap(({ events }) => without(events)),
    logs: batches.flatMap(({ logs }) => without(logs)),
    origin: messages.filter(({ type }) => type === 'origin'),
    ended: messages.at(-1),
  };
}

function filesIn(folder: string): Record<string, unknown> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return [name, name.endsWith('.lbck') ? readCheckpoint(path).state : readFileSync(path).toString('base64')];
    }),
  );
}

const idsOf = (pool: Piscina) => pool.threads.map(({ threadId }) => threadId);

const B: Given = {
  dataset: { name: 'circles', limit: 300 },
  network: { hidden: [12, 8], dropout: 0.3, normalization: 'batch' },
  optimizer: { name: 'adam' },
  length: { unit: 'epochs', count: 3 },
  batchSize: 32,
  histogramEvery: 4,
  layersEvery: 4,
  trainEvaluationEvery: 1,
  checkpointEvery: 1,
  seed: 3,
};

describe('a run on a thread that another one has used', () => {
  const pool = new Piscina(KEPT);
  afterAll(() => pool.destroy());
  const stop = (control: Int32Array) =>
    void (control[CONTROL.steps] > 3 && Atomics.store(control, CONTROL.stop, STOP.end));

  test.each<[string, Given, ((control: Int32Array) => void)?]>([
    [
      'trained another network on other data',
      { dataset: { name: 'line' }, network: { hidden: [64, 64], dropout: 0.5 }, seed: 9 },
    ],
    ['searched lines', { optimizer: { name: 'lbfgs' }, length: { unit: 'steps', count: 20 } }],
    ['was the same', B],
    ['diverged', { ...B, optimizer: { name: 'gd', learningRate: 1e30 } }],
    ['was stopped', { ...B, length: { unit: 'steps', count: 1e6 } }, stop],
    [
      'descended on a surface',
      { surface: { name: 'beale' }, optimizer: { name: 'adam', learningRate: 0.1 }, length: { count: 20 } },
    ],
  ])('that %s is bit for bit what it is on a fresh one', async (_, before, onMessage) => {
    const fresh = new Piscina(KEPT);
    onTestFinished(() => fresh.destroy());
    const alone = await runIn(fresh, B);
    expect((await runIn(pool, before, onMessage)).fault).toBeNull();
    const used = idsOf(pool);
    const after = await runIn(pool, B);
    expect(idsOf(pool)).toEqual(used);
    expect([after.recorded, after.files]).toEqual([alone.recorded, alone.files]);
    expect(Object.keys(alone.recorded.series).length).toBeGreaterThan(20);
  });
});

describe('a thread is replaced', () => {
  test.each<[string, Given, string]>([
    ['an error', { dataset: { name: 'no-such-data' } }, 'error'],
    ['too much memory asked for', { network: { hidden: [8192, 8192, 8192, 8192] } }, 'out_of_memory'],
  ])('after %s', async (_, given, code) => {
    const pool = new Piscina(KEPT);
    onTestFinished(() => pool.destroy());
    await runIn(pool, B);
    const before = idsOf(pool);
    const { messages, fault } = await runIn(pool, given);
    expect(messages.at(-1)).toMatchObject({ type: 'ended', state: 'failed', reason: { code } });
    expect(fault).toMatch(/exited/);
    expect((await runIn(pool, B)).messages.at(-1)).toMatchObject({ state: 'finished' });
    expect(idsOf(pool)).not.toEqual(before);
  });

  test('after a run that used much memory, which goes back to the system', async () => {
    const pool = new Piscina(KEPT);
    onTestFinished(() => pool.destroy());
    const large = { network: { hidden: [4096, 2048] }, length: { unit: 'steps', count: 1 }, checkpointEvery: 0 };
    const { messages, fault } = await runIn(pool, large);
    expect(messages.at(-1)).toMatchObject({ state: 'finished' });
    expect(fault).toMatch(/exited/);
  });

  test('after runs that used much memory together', async () => {
    const pool = new Piscina(KEPT);
    onTestFinished(() => pool.destroy());
    const large = { network: { hidden: [1024, 2048] }, length: { unit: 'steps', count: 1 }, checkpointEvery: 0 };
    const faults: unknown[] = [];
    for (let run = 0; run < 4; run++) faults.push((await runIn(pool, large)).fault);
    expect(faults[0]).toBeNull();
    expect(faults.filter((fault) => fault !== null)).toEqual(['worker exited with code: 0']);
  });
});
