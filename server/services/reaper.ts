import { runFolder } from '../../shared/training/run-files.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunFilter, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { RunPurge } from './run-purge.ts';
import { createSilence } from './silence.ts';

const TRASH_DAYS = 7;
const DAY_MS = 86_400_000;
const PAGE = 500;
/** A run is not trained again by itself: that would begin at its first step, over what it logged. */
const MAX_ATTEMPTS = 1;

export interface ReaperOptions {
  meta: MetaStore;
  queue: RunQueue;
  metrics: Pick<MetricReader, 'lifeSigns'>;
  purge: RunPurge;
  blobs: Pick<LocalBlobs, 'removeUnfinished'>;
  bus: Bus;
  now: () => number;
  /** Milliseconds of a clock that goes on evenly when that of the machine is set. */
  elapsed?: () => number;
}

/** Does what falls due by itself: ends runs that fell silent or lost their agent, and empties the trash. */
export function createReaper({
  meta,
  queue,
  metrics,
  purge,
  blobs,
  bus,
  now,
  elapsed = () => performance.now(),
}: ReaperOptions) {
  const silence = createSilence({ metrics, elapsed });

  async function everyRun(filter: Pick<RunFilter, 'deleted'>): Promise<RunRecord[]> {
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

  async function endSilent(id: string, seconds: number | null): Promise<void> {
    const run = await meta.getRun(id);
    if (!run) return;
    const { stopAsked, startedAt } = run; // where it was asked to stop, silence is how its script obeyed
    const { heartbeatAt = null } = (await metrics.lifeSigns([id])).get(id) ?? {};
    const at = Math.max(heartbeatAt ?? 0, startedAt ?? 0) || now();
    const reason = stopAsked ?? ({ code: 'heartbeat_lost', message: `Nothing was heard for ${seconds} s.` } as const);
    if (await meta.transition(id, ['running'], stopAsked ? 'stopped' : 'crashed', { at, reason }))
      await bus.publish({ type: 'run', run: id });
  }

  return {
    /** Ends as crashed what this server was training when it was killed: for its start, before it claims anything. What its threads were writing is removed. */
    async endFormerTraining(agent: string): Promise<void> {
      const reason = { code: 'server_killed', message: 'The server was killed while the run was training.' } as const;
      const ended = await queue.sweep({ maxAttempts: MAX_ATTEMPTS, reason, goneAgent: agent });
      for (const { id } of ended) {
        await bus.publish({ type: 'run', run: id });
        await blobs.removeUnfinished(runFolder(id));
      }
    },

    /** Ends as crashed what an agent trained that has not renewed its lease in time. */
    async endAbandonedTraining(): Promise<void> {
      const reason = { code: 'heartbeat_lost', message: 'The process that trained the run fell silent.' } as const;
      const ended = await queue.sweep({ maxAttempts: MAX_ATTEMPTS, reason });
      for (const { id } of ended) await bus.publish({ type: 'run', run: id });
    },

    /** Ends each remote run that was silent for longer than it promised with its last sign of life: as crashed, or as stopped where that was asked. */
    async endSilentRuns(): Promise<void> {
      for (const { id, heartbeatSeconds } of await silence.silent(await meta.listWatched()))
        await endSilent(id, heartbeatSeconds);
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

export type Reaper = ReturnType<typeof createReaper>;
