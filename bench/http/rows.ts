import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Batch } from '../../shared/ingest.ts';

/** The other side: SQLite with a row a point, a transaction a batch, as durable as ours. */
export function createRows() {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-rows-'));
  const db = new Database(join(folder, 'rows.sqlite'));
  db.pragma('journal_mode = WAL');
  db.exec(
    'CREATE TABLE point (series INTEGER, step INTEGER, time REAL, value REAL, PRIMARY KEY (series, step)) WITHOUT ROWID',
  );
  db.pragma('synchronous = FULL'); // after the first write, which turns it down
  const insert = db.prepare('INSERT INTO point VALUES (?, ?, ?, ?)');
  const numbers = new Map<string, number>();
  function seriesOf(run: string, key: string): number {
    const name = `${run} ${key}`;
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return number;
  }

  const add = db.transaction((run: string, { series = {} }: Batch) => {
    for (const [key, { step, time, value }] of Object.entries(series)) {
      const number = seriesOf(run, key);
      for (let i = 0; i < step.length; i++) insert.run(number, step[i], time[i], value[i]);
    }
  });
  return {
    db,
    folder,
    seriesOf,
    add: (run: string, batch: Batch): void => void add.immediate(run, batch),
    close(): void {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
