import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunFilter, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunPurge } from './run-purge.ts';

const TRASH_DAYS = 7;
const DAY_MS = 86_400_000;
const PAGE = 500;

export interface KeeperOptions {
  meta: MetaStore;
  metrics: Pick<MetricReader, 'activity'>;
  purge: RunPurge;
  bus: Bus;
  now: () => number;
}

/** Does what falls due by itself: calls silent runs crashed and empties the trash. */
export function createKeeper({ meta, metrics, purge, bus, now }: KeeperOptions) {
  const startedAt = now(); // silence while the server was away is not the run's

  async function everyRun(filter: Pick<RunFilter, 'state' | 'deleted'>): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    let cursor: string | null = null;
    do {
      const page: { runs: RunRecord[]; nextCursor: string | null } = await meta.listRuns({
        ...filter,
        sort: 'createdAt',
        order: 'desc',
        limit: PAGE,
        ...(cursor !== null && { cursor }),
      });
      found.push(...page.runs);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }

  return {
    /** Ends as crashed each remote run that promised a heartbeat and was silent for longer. */
    async endSilentRuns(): Promise<void> {
      const running = await everyRun({ state: 'running' });
      const watched = running.filter(({ kind, heartbeatSeconds }) => kind === 'remote' && heartbeatSeconds !== null);
      const activity = await metrics.activity(watched.map(({ id }) => id));
      for (const { id, createdAt, startedAt: runStartedAt, heartbeatSeconds } of watched) {
        const heardAt = Math.max(startedAt, activity.get(id)?.heartbeatAt ?? 0, runStartedAt ?? createdAt);
        if (now() - heardAt <= (heartbeatSeconds ?? 0) * 1000) continue;
        const reason = { code: 'heartbeat_lost', message: `Nothing was heard for ${heartbeatSeconds} s.` } as const;
        if (await meta.transition(id, ['running'], 'crashed', { at: now(), reason }))
          await bus.publish({ type: 'run', run: id });
      }
    },

    /** Deletes for good what has been in the trash for seven days. */
    async emptyTrash(): Promise<void> {
      const trashed = await everyRun({ deleted: true });
      for (const { id } of trashed) {
        const deletedAt = (await meta.getRunState(id))?.deletedAt ?? null; // it may have been restored meanwhile
        if (deletedAt !== null && now() - deletedAt >= TRASH_DAYS * DAY_MS) await purge(id);
      }
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;
