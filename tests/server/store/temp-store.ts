import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { NewRunRecord } from '../../../server/ports/meta-store.ts';
import { type OpenDatabase, openDatabase } from '../../../server/store/database.ts';

/** A folder of its own for the running test, removed when it ends. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A fresh database for the running test, closed when it ends. */
export function tempDatabase(folder = tempFolder()): OpenDatabase & { folder: string } {
  const opened = openDatabase(folder);
  onTestFinished(() => {
    if (opened.db.open) opened.close();
  });
  return { ...opened, folder };
}

export function newRun(id: string, fields: Partial<NewRunRecord> = {}): NewRunRecord {
  return {
    id,
    kind: 'remote',
    project: 'default',
    name: id,
    group: null,
    jobType: null,
    tags: [],
    notes: '',
    config: {},
    job: null,
    state: 'running',
    seed: null,
    parentRun: null,
    forkStep: null,
    createdBy: null,
    totalSteps: null,
    heartbeatSeconds: null,
    createdAt: 1_700_000_000_000,
    startedAt: null,
    ...fields,
  };
}
