import { onTestFinished } from 'vitest';
import { createAlertStore } from '../../server/store/alerts/alert-store.ts';
import { createDocumentStore } from '../../server/store/documents/document-store.ts';
import { createProjectStore } from '../../server/store/documents/project-store.ts';
import { createMetricStore } from '../../server/store/metrics/metric-store.ts';
import { createMetricSettingStore } from '../../server/store/runs/metric-setting-store.ts';
import { createRunQueue } from '../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';
import type { Db } from '../../server/store/sqlite.ts';
import { createStudyStore } from '../../server/store/studies/study-store.ts';
import { databaseAfterKill, SMALL } from '../server/store/metrics/temp-metrics.ts';
import { tempDatabase } from '../server/store/temp-store.ts';
import type { Adapter, Storage } from './harness.ts';

/** The SQLite adapter with small chunks, so that the few points of a test fill several. */
export const sqliteStorage: Adapter<Storage> = {
  name: 'SQLite',
  open: async () => storageOn(tempDatabase().db),
};

function storageOn(db: Db): Storage {
  const runs = createRunStore(db);
  const metrics = createMetricStore(db, SMALL);
  onTestFinished(() => metrics.close());
  return {
    meta: runs,
    queue: createRunQueue(db),
    metricSettings: createMetricSettingStore(db),
    metrics,
    projects: createProjectStore(db),
    views: createDocumentStore(db, 'view'),
    reports: createDocumentStore(db, 'report'),
    alerts: createAlertStore(db),
    studies: createStudyStore(db),
    compact: () => metrics.seal(),
    afterKill: async () => storageOn(databaseAfterKill(db)),
  };
}
