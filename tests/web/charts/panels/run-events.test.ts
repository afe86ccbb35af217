import { expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../../shared/ingest.ts';
import type { RunListener } from '../../../../web/api/live-feed.svelte.ts';
import { RunEvents } from '../../../../web/charts/panels/run-events.svelte.ts';

const event = (step: number): RunEvent => ({ kind: 'note', step, time: step, text: `at ${step}` });

function setUp() {
  const listeners = new Set<RunListener>();
  const api = { events: vi.fn(async () => ({ events: [{ ...event(1), id: 1 }], nextCursor: null, total: 1, rev: 5 })) };
  const feed = {
    refresh: vi.fn(),
    watch: (listener: RunListener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { events: new RunEvents(api, feed), api, listeners };
}

test('events are read once for all charts of a page, grow by what is committed, and are followed until the last chart leaves', async () => {
  const { events, api, listeners } = setUp();
  const leave = [events.follow(['a']), events.follow(['a'])];
  await vi.waitFor(() => expect(events.of('a').map(({ step }) => step)).toEqual([1]));
  expect(api.events).toHaveBeenCalledTimes(1);
  const [listener] = listeners;
  expect(listener?.wants()).toMatchObject({ after: 5 });
  listener?.onCommits(
    [
      { rev: 5, events: [event(1)] },
      { rev: 6, events: [event(2)] },
    ],
    6,
  );
  expect(events.of('a').map(({ step }) => step)).toEqual([1, 2]);
  expect(listener?.wants()).toMatchObject({ after: 6 });
  leave[0]?.();
  expect(listeners.size).toBe(1);
  leave[1]?.();
  expect(listeners.size).toBe(0);
});

test('a run whose events cannot be read has none, and is read again after a break', async () => {
  const { events, api, listeners } = setUp();
  api.events.mockRejectedValueOnce(new Error('away'));
  events.follow(['a']);
  await vi.waitFor(() => expect(api.events).toHaveBeenCalledTimes(1));
  await Promise.resolve();
  expect([...listeners][0]?.wants()).toBe(null);
  [...listeners][0]?.onReconnected?.();
  await vi.waitFor(() => expect(events.of('a')).toHaveLength(1));
});
