import type { WorkerCount } from '../../ports/worker-count.ts';
import type { Db } from '../sqlite.ts';

/** The one row of `worker_count`. */
export function createWorkerCount(db: Db): WorkerCount {
  const select = db.prepare<[], { count: number; configured: number }>('SELECT count, configured FROM worker_count');
  const upsert = db.prepare<[object]>(`
    INSERT INTO worker_count (only, count, configured) VALUES (1, @count, @configured)
    ON CONFLICT (only) DO UPDATE SET count = excluded.count, configured = excluded.configured`);
  return {
    read: () => select.get(),
    write: (setting) => void upsert.run(setting),
  };
}
