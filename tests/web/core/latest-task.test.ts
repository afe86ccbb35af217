import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatestTask } from '../../../web/core/latest-task.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('of tasks scheduled one after the other only the last is started, after its own delay', async () => {
  const latest = new LatestTask();
  const started: string[] = [];
  for (const name of ['a', 'b']) latest.schedule(async () => void started.push(name), 100);

  await vi.advanceTimersByTimeAsync(99);
  expect(started).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toEqual(['b']);
});

test.each(['schedule', 'cancel'] as const)('%s aborts the signal of a task that runs, and no other', async (method) => {
  const latest = new LatestTask();
  const signals: AbortSignal[] = [];
  const task = async (signal: AbortSignal) => void signals.push(signal);
  latest.schedule(task);
  await vi.runAllTimersAsync();
  expect(signals[0]?.aborted).toBe(false);

  latest[method](task);
  await vi.runAllTimersAsync();
  expect(signals.map(({ aborted }) => aborted)).toEqual(method === 'schedule' ? [true, false] : [true]);
});

test('a task may schedule itself again', async () => {
  const latest = new LatestTask();
  let count = 0;
  const task = async () => {
    count += 1;
    if (count < 3) latest.schedule(task, 10);
  };
  latest.schedule(task);
  await vi.runAllTimersAsync();
  expect(count).toBe(3);
});
