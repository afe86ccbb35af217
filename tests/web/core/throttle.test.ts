import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Throttle } from '../../../web/core/throttle.ts';

const task = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  task.mockClear();
});
afterEach(() => vi.useRealTimers());

test('a task is called at once after a quiet while, then once for all requests of its time', () => {
  const throttle = new Throttle(task, { everyMs: 100 });
  throttle.request();
  throttle.request();
  vi.advanceTimersByTime(0);
  expect(task).toHaveBeenCalledOnce();

  for (let ms = 0; ms < 200; ms += 10) {
    throttle.request();
    vi.advanceTimersByTime(10);
  }
  expect(task).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(1000);
  throttle.request();
  vi.advanceTimersByTime(0);
  expect(task).toHaveBeenCalledTimes(4);
});

test('requests are collected before the first call when asked to be', () => {
  const throttle = new Throttle(task, { everyMs: 100, collectMs: 50 });
  throttle.request();
  vi.advanceTimersByTime(49);
  throttle.request();
  expect(task).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(task).toHaveBeenCalledOnce();
});

test('a cancelled task is not called, and can be requested again', () => {
  const throttle = new Throttle(task, { everyMs: 100 });
  throttle.request();
  throttle.cancel();
  vi.advanceTimersByTime(1000);
  expect(task).not.toHaveBeenCalled();

  throttle.request();
  vi.advanceTimersByTime(0);
  expect(task).toHaveBeenCalledOnce();
});
