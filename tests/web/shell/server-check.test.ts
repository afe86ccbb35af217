import { expect, onTestFinished, test, vi } from 'vitest';
import { ServerCheck } from '../../../web/shell/server-check.svelte.ts';

test('a lost live connection is not a lost server: it is asked, again from time to time, until the end', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let isUp = true;
  const health = vi.fn(async () => {
    if (!isUp) throw new Error('no answer');
    return { status: 'ok' as const, version: '1', uptimeSeconds: 1, canEmbed: false };
  });
  const check = new ServerCheck({ health });
  const close = check.open();
  await vi.advanceTimersByTimeAsync(900);
  expect([check.answers, health.mock.calls.length]).toEqual([null, 0]);

  await vi.advanceTimersByTimeAsync(100);
  expect(check.answers).toBe(true);
  isUp = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(check.answers).toBe(false);

  close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([check.answers, health.mock.calls.length]).toEqual([null, 2]);
});
