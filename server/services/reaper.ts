import { TRASH_DAYS } from '../../shared/run.ts';
import { runFolder } from '../../shared/training/run-files.ts';
import type { LocalBlobs } from '../ports/blob-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import type { RunPurge } from './run-purge.ts';
import { createSilence } from './silence.ts';

const DAY_MS = 86_400_000;
/** A run goes on from its newest checkpoint by itself, unless it has ended the process from there so many times. */
const MAX_ATTEMPTS = 3;
const BACKOFF_MS = 1000;

export interface ReaperOptions {
  meta: MetaStore;
  queue: RunQueue;
  metrics: Pick<MetricReader, 'lifeSigns'>;
  purge: RunPurge;
  blobs: Pick<LocalBlobs, 'removeUnfinished'>;
  bus: Bus;
  now: () => number;
  /** Time that does not jump where the machine's clock is set ahead, in ms since the Unix epoch. */
  seenNow: () => number;
  scripts: Pick<ScriptRegistry, 'continuing'>;
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
  seenNow,
  scripts,
  elapsed = () => performance.now(),
}: ReaperOptions) {
  const silence = createSilence({ metrics, elapsed });
  let emptying = Promise.resolve();
  let isClosed = false;
  const again = () => ({
    maxAttempts: MAX_ATTEMPTS,
    backoffMs: BACKOFF_MS,
    continuingScripts: scripts.continuing(),
  });

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

  async function deleteOverdue(): Promise<void> {
    const before = Math.min(now(), seenNow()) - TRASH_DAYS * DAY_MS;
    for (const id of await meta.listTrashed(before)) {
      if (isClosed) return;
      const { deletedAt = null } = (await meta.getRunState(id)) ?? {}; // it may have been restored meanwhile
      if (deletedAt !== null && deletedAt <= before) await purge(id);
    }
  }

  return {
    /** Queues again, or gives up, what this server was training when it was killed: for its start, before it claims anything. What its threads were writing is removed. */
    async endFormerTraining(agent: string): Promise<void> {
      const reason = { code: 'server_killed', message: 'The server was killed while the run was training.' } as const;
      const ended = await queue.sweep({ ...again(), reason, goneAgent: agent });
      for (const { id } of ended) {
        await bus.publish({ type: 'run', run: id });
        await blobs.removeUnfinished(runFolder(id));
      }
    },

    /** Does the same with what an agent trained that has not renewed its lease in time. */
    async endAbandonedTraining(): Promise<void> {
      const reason = { code: 'heartbeat_lost', message: 'The process that trained the run fell silent.' } as const;
      const ended = await queue.sweep({ ...again(), reason });
      for (const { id } of ended) await bus.publish({ type: 'run', run: id });
    },

    /** Ends each remote run that was silent for longer than it promised with its last sign of life: as crashed, or as stopped where that was asked. */
    async endSilentRuns(): Promise<void> {
      for (const { id, heartbeatSeconds } of await silence.silent(await meta.listWatched()))
        await endSilent(id, heartbeatSeconds);
    },

    /**
     * Deletes for good what has been in the trash for seven days, by the machine's clock and by the time seen: a clock
     * that was set ahead by mistake must not delete anything.
     */
    emptyTrash(): Promise<void> {
      emptying = emptying.catch(() => {}).then(deleteOverdue);
      return emptying;
    },

    /** Resolves when nothing is being deleted any more. */
    async close(): Promise<void> {
      isClosed = true;
      await emptying.catch(() => {}); // reported to whoever asked for it
    },
  };
}

export type Reaper = ReturnType<typeof createReaper>;
