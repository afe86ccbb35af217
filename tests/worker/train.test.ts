import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { afterAll, expect, test } from 'vitest';
import { Batch } from '../../shared/ingest.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { CONTROL, CONTROL_WORDS, type ThreadMessage, type TrainTask } from '../../worker/task.ts';
import { configOf } from './support.ts';

// Waiting for the next task by Atomics would keep the thread from closing its port.
const pool = new Piscina({
  filename: new URL('../../worker/train.ts', import.meta.url).href,
  maxThreads: 1,
  atomics: 'disabled',
});
afterAll(() => pool.destroy());

interface Heard {
  messages: ThreadMessage[];
  control: Int32Array;
}

/** Runs one task in a real thread until it closes its port. */
async function runTask(given: Record<string, unknown>, onMessage?: (heard: Heard) => void): Promise<Heard> {
  const config = configOf(given);
  const { port1, port2 } = new MessageChannel();
  const heard: Heard = { messages: [], control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS)) };
  const closed = new Promise((resolve) => port1.once('close', resolve));
  port1.on('message', (message: ThreadMessage) => {
    heard.messages.push(message);
    onMessage?.(heard);
  });
  const task: TrainTask = {
    run: 'run-1',
    epoch: 3,
    writer: 'thread-1',
    config,
    dataset: { name: config.dataset.name, kind: 'generated', files: {} },
    port: port2,
    control: heard.control,
  };
  await Promise.all([pool.run(task, { transferList: [port2] }), closed]);
  return heard;
}

test('a thread sends valid batches in order, says last of all that it finished, and closes its port', async () => {
  const { messages, control } = await runTask({ length: { unit: 'steps', count: 40 } });

  const batches = messages.flatMap((message) => (message.type === 'batch' ? [message.batch] : []));
  for (const batch of batches) expect(fieldErrors(Batch, batch)).toEqual([]);
  expect(batches.map(({ writer, epoch, seq }) => [writer, epoch, seq])).toEqual(
    batches.map((_, index) => ['thread-1', 3, index + 1]),
  );
  expect(messages.at(-1)).toEqual({ type: 'ended', state: 'finished', reason: null });
  expect([control[CONTROL.steps], control[CONTROL.totalSteps]]).toEqual([40, 40]);
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
  expect(messages.at(-1)).toMatchObject({ state: 'failed', reason: { code: 'out-of-memory' } });
  expect(JSON.stringify(messages.at(-1))).toMatch(/wanted .* allowed/);
});
