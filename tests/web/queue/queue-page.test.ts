import { expect, test, vi } from 'vitest';
import type { QueuedRun } from '../../../shared/queue.ts';
import { QueuePage } from '../../../web/queue/queue-page.svelte.ts';

const queued = (id: string) => ({ id, name: id }) as QueuedRun;

/** A page on a queue that never announces a change, as when a change and its undoing come within a moment. */
function quietPage(...ids: string[]) {
  let waiting = ids.map(queued);
  const infos: { label: string; run: () => void }[] = [];
  const api = {
    queue: async () => ({ waiting }),
    workers: async () => ({ count: 1, most: 4, waiting: waiting.length, workers: [] }),
    runs: async () => ({ runs: [] }),
    stopRun: async (id: string) => {
      waiting = waiting.filter((each) => each.id !== id);
    },
    resume: async (id: string) => {
      waiting = [queued(id), ...waiting];
    },
  };
  const toasts = { info: (_: string, action: (typeof infos)[number]) => infos.push(action), error: vi.fn() };
  const page = new QueuePage({ api, toasts, feed: { watchQueue: () => () => {} } } as never);
  return { page, infos, toasts, shown: () => page.waiting?.map(({ id }) => id) };
}

test('a run that is removed and brought back at once is shown again, though the queue is as it was', async () => {
  const { page, infos, toasts, shown } = quietPage('a', 'b');
  await page.read();
  await page.remove(queued('a'));
  expect(shown()).toEqual(['b']);
  infos[0]?.run();
  await vi.waitFor(() => expect(shown()).toEqual(['a', 'b']));
  expect(toasts.error).not.toHaveBeenCalled();
});
