import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
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
