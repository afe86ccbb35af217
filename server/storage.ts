import type { Config } from './config.ts';
import { readAgentId } from './queue/agent-id.ts';
import { withBallast } from './store/ballast.ts';
import { createFolderBlobs } from './store/blobs/folder-blobs.ts';
import { openDatabase } from './store/database.ts';
import { createMetricStore } from './store/metrics/metric-store.ts';
import { expectNoLinks } from './store/no-links.ts';
import { createRunQueue } from './store/runs/run-queue.ts';
import { createRunStore } from './store/runs/run-store.ts';

/** The data folder, open: its database, the stores in it that must be able to delete on a full disk, and its files. */
export function openStorage(
  config: Config,
  { now, onError }: { now: () => number; onError: (error: unknown) => void },
) {
  if (config.links === 'refuse') expectNoLinks(config.data);
  const database = openDatabase(config.data);
  const agent = readAgentId(config.data);
  const { ballast } = database;
  return {
    database,
    agent,
    store: withBallast(
      createRunStore(database.db),
      ['updateRun', 'transition', 'askScriptToStop', 'purgeRun'],
      ballast,
    ),
    queue: withBallast(
      createRunQueue(database.db, { now }),
      ['renew', 'end', 'begin', 'requeue', 'askStop', 'sweep', 'prioritize', 'move'],
      ballast,
    ),
    blobs: createFolderBlobs(config.data),
    metrics: withBallast(
      createMetricStore(database.db, { now, onError }),
      ['purgeRun', 'deleteSeries', 'truncateAfter'],
      ballast,
    ),
  };
}

export type Storage = ReturnType<typeof openStorage>;
