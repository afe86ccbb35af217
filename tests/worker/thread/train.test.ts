import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { Batch } from '../../../shared/ingest.ts';
import { RunPhase } from '../../../shared/run-phase.ts';
import { RunEvaluation } from '../../../shared/training/evaluation.ts';
import { NetworkGraph } from '../../../shared/training/graph.ts';
import { RunOrigin } from '../../../shared/training/origin.ts';
import { checkpointStep } from '../../../shared/training/run-files.ts';
import { CONTROL, CONTROL_WORDS, STOP } from '../../../shared/training/thread-control.ts';
import { TrainJob } from '../../../shared/training/train-job.ts';
import { fieldErrors } from '../../../shared/validate.ts';
import { compileKernels, compileTier } from '../../../worker/kernel-loading/load-kernels.ts';
import type { CompiledKernels } from '../../../worker/kernel-loading/tiers.ts';
import type { ThreadMessage, TrainTask } from '../../../worker/thread/task.ts';
import { readCheckpoint } from '../../../worker/training/checkpoint.ts';
import { configOf } from '../support.ts';

// Waiting for the next task by Atomics would keep the thread from closing its port.
const pool = new Piscina({
  filename: new URL('../../../worker/thread/train.ts', import.meta.url).href,
  maxThreads: 1,
  atomics: 'disabled',
});
afterAll(() => pool.destroy());

const fastest = compileKernels();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Heard {
  messages: ThreadMessage[];
  control: Int32Array;
}

/** A thread ends with a run that went wrong, or that used much memory. */
function expectEndOfThread(error: unknown): void {
  expect(error).toMatchObject({ message: 'worker exited with code: 0' });
}

/** Runs one task in a real thread until it closes its port. */
async function runTask(
  given: Record<string, unknown>,
  onMessage?: (heard: Heard) => void,
  kernels: CompiledKernels = fastest,
): Promise<Heard> {
  const config = configOf(given);
  const { port1, port2 } = new MessageChannel();
  const heard: Heard = { messages: [], control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS)) };
  const closed = new Promise((resolve) => port1.once('close', resolve));
  port1.on('message', (message: ThreadMessage) => {
    heard.messages.push(message);
    onMessage?.(heard);
  });
  const job: TrainJob = { run: 'run-1', attempt: 3, writer: 'thread-1', config, files: 'checkpoints/run-1/' };
  const task: TrainTask = {
    job: JSON.parse(JSON.stringify(job)), // as another machine would get it
    data: { source: { name: config.dataset.name, kind: 'generated', files: {} } },
    folder,
    kernels,
    port: port2,
    control: heard.control,
  };
  await Promise.all([pool.run(task, { transferList: [port2] }).catch(expectEndOfThread), closed]);
  return heard;
}

test('a job is what its schema describes, before and after it was JSON', () => {
  const config = configOf({ optimizer: { name: 'adam' }, network: { hidden: [4] } });
  const job: TrainJob = { run: 'run-1', attempt: 3, writer: 'thread-1', config, files: 'checkpoints/run-1/' };
  expect(fieldErrors(TrainJob, job)).toEqual([]);
  expect(JSON.parse(JSON.stringify(job))).toEqual(job);
});

test('a thread sends valid batches in order, sends last of all that it finished, and closes its port', async () => {
  const { messages, control } = await runTask({ length: { unit: 'steps', count: 40 } });

  const batches = messages.flatMap((message) => (message.type === 'batch' ? [message.batch] : []));
  for (const batch of batches) expect(fieldErrors(Batch, batch)).toEqual([]);
  expect(batches.map(({ writer, attempt, seq }) => [writer, attempt, seq])).toEqual(
    batches.map((_, index) => ['thread-1', 3, index + 1]),
  );
  expect(messages.at(-1)).toEqual({ type: 'ended', state: 'finished', reason: null });
  expect([control[CONTROL.steps], control[CONTROL.totalSteps]]).toEqual([40, 40]);
});

test('a thread sends what it does just now, from reading the data to training', async () => {
  const { messages } = await runTask({ length: { unit: 'steps', count: 40 } });
  const phases = messages.flatMap((message) => (message.type === 'phase' ? [message.phase] : []));
  for (const phase of phases) expect(fieldErrors(RunPhase, phase)).toEqual([]);
  expect(phases.map(({ name }) => name).filter((name) => name !== 'evaluating')).toEqual([
    'reading',
    'splitting',
    'scaling',
    'building',
    'training',
  ]);
});

function compiled(tier: 'simd' | 'reference'): CompiledKernels {
  const kernels = compileTier(tier);
  if (!kernels) throw new Error(`kernels "${tier}" do not load`);
  return kernels;
}

test.each([
  ['simd', /multiply and then add/],
  ['reference', /kernels: reference/],
] as const)('a thread trains on the %s kernels that it is given, and compiles none', async (tier, name) => {
  const { messages } = await runTask({ length: { unit: 'steps', count: 3 } }, undefined, compiled(tier));
  expect(messages.at(-1)).toEqual({ type: 'ended', state: 'finished', reason: null });
  expect(JSON.stringify(messages)).toMatch(name);
});

test('a run in two threads, one of which comes and goes, has the points of a run in one', async () => {
  const given = {
    ...{ dataset: { name: 'moons', limit: 800 }, network: { hidden: [256, 256] }, batchSize: 64, checkpointEvery: 0 },
    ...{ length: { unit: 'steps', count: 20_000 }, histogramEvery: 0, layersEvery: 0 },
  };
  const lossesOf = ({ messages }: Heard) =>
    messages.flatMap((each) => (each.type === 'batch' ? (each.batch.series?.['train/loss']?.value ?? []) : []));
  const seen: number[] = [];
  const two = await runTask(given, ({ messages, control }) => {
    const [used, before = 1] = [Math.max(1, Number(control[CONTROL.threadsUsed])), seen.at(-1)];
    if (used !== before) seen.push(used);
    Atomics.store(control, CONTROL.threads, messages.length % 4 < 2 ? 2 : 1);
    if (seen.length > 3) Atomics.store(control, CONTROL.stop, STOP.end);
  });
  const steps = Number(two.control[CONTROL.steps]);
  const one = await runTask({ ...given, length: { unit: 'steps', count: steps } });
  expect(seen).toEqual([2, 1, 2, 1]);
  expect(one.control[CONTROL.threadsUsed]).toBe(1);
  expect(lossesOf(two)).toEqual(lossesOf(one));
}, 60_000);

test('a thread sends once what it computes by and from, before its first point', async () => {
  const originOf = async (given: Record<string, unknown>) => {
    const { messages } = await runTask({ length: { unit: 'steps', count: 1 }, ...given }, undefined, compiled('simd'));
    const origins = messages.filter((message) => message.type === 'origin');
    const firstPoint = messages.findIndex(
      (each) => each.type === 'batch' && Object.keys(each.batch.series ?? {}).length > 0,
    );
    expect(origins).toHaveLength(1);
    expect(messages.indexOf(origins[0] as ThreadMessage)).toBeLessThan(firstPoint);
    return (origins[0] as { origin: RunOrigin }).origin;
  };
  const classes = await originOf({ seed: 5 });
  expect(fieldErrors(RunOrigin, classes)).toEqual([]);
  expect(classes).toMatchObject({ node: process.versions.node, v8: process.versions.v8 });
  expect(classes.kernels).toMatch(/multiply and then add/);
  expect([classes.targetShift, classes.targetScale]).toEqual([null, null]);
  expect(await originOf({ seed: 5, optimizer: { name: 'sgd' } })).toEqual(classes);
  expect((await originOf({ seed: 6 })).dataDigest).not.toBe(classes.dataDigest); // generated by another seed
  const { targetShift, targetScale } = await originOf({ dataset: { name: 'line' } });
  expect(targetScale).toBeGreaterThan(0);
  expect(targetShift).not.toBeNull();
});

test('asked to stop through the control words, it ends as stopped with what it had logged', async () => {
  const { messages, control } = await runTask({ length: { unit: 'steps', count: 1e9 } }, ({ control }) => {
    Atomics.store(control, CONTROL.stop, 1);
  });
  expect(messages.at(-1)).toMatchObject({ type: 'ended', state: 'stopped' });
  expect(control[CONTROL.steps]).toBeLessThan(1e9);
});

test('an error ends the run as failed with its message', async () => {
  const { messages } = await runTask({ dataset: { name: 'no-such-data' } });
  expect(messages.at(-1)).toMatchObject({ type: 'ended', state: 'failed', reason: { code: 'error' } });
  expect(JSON.stringify(messages.at(-1))).toContain('no-such-data');
});

test('a network beyond the memory budget fails as out of memory, saying what was wanted and allowed', async () => {
  const { messages } = await runTask({ network: { hidden: [8192, 8192, 8192, 8192] } });
  expect(messages.at(-1)).toMatchObject({ state: 'failed', reason: { code: 'out_of_memory' } });
  expect(JSON.stringify(messages.at(-1))).toMatch(/wanted .* allowed/);
});

const checkpoints = () => readdirSync(folder).filter((name) => checkpointStep(name) !== undefined);

const eventsOf = ({ messages }: Heard) =>
  messages.flatMap((message) => (message.type === 'batch' ? (message.batch.events ?? []) : []));

test('checkpoints are saved as configured, marked on the curves, and only the newest two kept', async () => {
  const heard = await runTask({ length: { unit: 'epochs', count: 5 }, checkpointEvery: 2 });

  const steps = eventsOf(heard).flatMap(({ kind, step }) => (kind === 'checkpoint' ? [step] : []));
  const perEpoch = heard.control[CONTROL.totalSteps] / 5;
  expect(steps).toEqual([2 * perEpoch, 4 * perEpoch, 5 * perEpoch]);
  expect(checkpoints().sort()).toEqual(
    steps
      .slice(1)
      .map((step) => `step-${step}.lbck`)
      .sort(),
  );
  const last = readCheckpoint(join(folder, `step-${steps[2]}.lbck`));
  expect(last.place).toMatchObject({ run: 'run-1', step: 5 * perEpoch, loader: { batch: 0 } });
  expect(last.state.optimizer.steps).toBe(5 * perEpoch);
});

test('a checkpoint of two runs with the same seed is the same but for what names the run', async () => {
  const take = async () => {
    await runTask({ length: { unit: 'epochs', count: 2 }, checkpointEvery: 1 });
    return checkpoints().map((name) => readCheckpoint(join(folder, name)).state);
  };
  expect(await take()).toEqual(await take());
});

test('a run that is stopped leaves its state behind, and none when checkpoints are off', async () => {
  const stop = ({ control }: Heard) =>
    Atomics.store(control, CONTROL.stop, Math.min(1, Atomics.load(control, CONTROL.steps)));
  await runTask({ length: { unit: 'steps', count: 1e9 }, checkpointEvery: 0 }, stop);
  expect(checkpoints()).toEqual([]);
  const { control } = await runTask({ length: { unit: 'steps', count: 1e9 } }, stop);
  expect(checkpoints()).toContain(`step-${control[CONTROL.steps]}.lbck`);
});

test('the graph of the first step and the evaluation after the last are kept whole in the folder of the run', async () => {
  await runTask({ length: { unit: 'steps', count: 2 }, checkpointEvery: 0 });
  expect(readdirSync(folder).sort()).toEqual(['boundary.lbdf', 'evaluation.json', 'graph.json']);
  const evaluation = JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8'));
  expect(fieldErrors(RunEvaluation, evaluation)).toEqual([]);
  expect(evaluation).toMatchObject({ step: 2, confusion: [expect.any(Array), expect.any(Array)] });
  const graph = JSON.parse(readFileSync(join(folder, 'graph.json'), 'utf8'));
  expect(fieldErrors(NetworkGraph, graph)).toEqual([]);
  expect(graph.layers.map(({ name }: { name: string }) => name)).toEqual(['layer1', 'output', 'loss']);
});

test('a checkpoint that cannot be saved is logged, and the training goes on', async () => {
  rmSync(folder, { recursive: true });
  folder = '/dev/null/nowhere';
  const { messages } = await runTask({ length: { unit: 'epochs', count: 1 } });
  folder = mkdtempSync(join(tmpdir(), 'train-'));
  expect(messages.at(-1)).toMatchObject({ type: 'ended', state: 'finished' });
  expect(JSON.stringify(messages)).toMatch(/the graph could not be kept: ENOTDIR/);
  expect(JSON.stringify(messages)).toMatch(/the evaluation could not be kept: ENOTDIR/);
  expect(JSON.stringify(messages)).toMatch(/no checkpoint at step \d+: ENOTDIR/);
});
