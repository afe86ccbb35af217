import { expect, onTestFinished, test } from 'vitest';
import { createBus } from '../../../server/live/bus.ts';
import { createHub } from '../../../server/live/hub.ts';
import type { CommitRecord } from '../../../server/ports/commit-feed.ts';
import type { ServerMessage } from '../../../shared/live.ts';
import { until } from '../../support/until.ts';

const commit = (rev: number): CommitRecord => ({ rev, events: [{ kind: 'note', step: rev, time: 1, text: '' }] });

test('what is committed while pages are being told reaches those told before and after', async () => {
  const bus = createBus();
  const commits = [commit(1)];
  let reads = 0;
  const hub = createHub({
    bus,
    async commitsAfter(_run, rev) {
      const found = commits.filter((each) => each.rev > rev);
      reads += 1;
      if (reads === 1) {
        await Promise.resolve(); // as when others commit while a page's commits are being read
        const late = commit(2);
        commits.push(late);
        await bus.publish({ type: 'commit', run: 'r', commit: late });
      }
      return found;
    },
    getRuns: async () => [],
    onError: (error) => {
      throw error;
    },
    tickMs: 1,
  });
  onTestFinished(() => hub.close());

  const pages = [1, 2, 3].map(() => {
    const heard: ServerMessage[] = [];
    const page = hub.connect({ send: (text) => heard.push(JSON.parse(text)), unreadBytes: () => 0, close: () => {} });
    return { page, heard };
  });
  const runs = { r: { after: 0, series: 'all' as const, logs: true, histograms: true } };
  for (const { page } of pages) page.watch({ type: 'watch', id: 1, list: false, runs });

  for (const { heard } of pages) {
    const revs = () =>
      heard.flatMap((message) => (message.type === 'commits' ? message.commits : [])).map((c) => c.rev);
    await until(() => revs().includes(2), 'the page hears of the late commit');
    expect(revs()).toEqual([1, 2]);
  }
});
