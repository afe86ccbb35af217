import { BATCH_MEDIA_TYPE } from '../../shared/batch-codec.ts';
import type { Batch } from '../../shared/ingest.ts';
import { asBinary, batchOf } from './batches.ts';
import { createRows } from './rows.ts';
import { startServerProcess } from './server.ts';

/** The one metric of each run. */
const KEY = 'metric/0';

/** The server and the row-per-point table, filled alike. */
export async function createQueryBed() {
  const server = await startServerProcess();
  const rows = createRows();
  rows.db.pragma('synchronous = OFF'); // only read from here
  const scan = rows.db.prepare<{ series: number; low: number; high: number; pixels: number }>(`
    SELECT min(value), max(value), count(*), avg(value), min(step), max(step) FROM point
    WHERE series = @series AND step BETWEEN @low AND @high
    GROUP BY (step - @low) * @pixels / (@high - @low + 1)`);
  return {
    server,
    /** Logs `points` of one metric called `metric/0`. */
    async fill(run: string, points: number, batchPoints: number): Promise<void> {
      await server.post('/runs', JSON.stringify({ id: run }));
      for (let seq = 1; seq <= points / batchPoints; seq++) {
        const batch: Batch = batchOf('bench', seq, { series: 1, points: batchPoints });
        await server.post(`/runs/${run}/ingest`, asBinary(batch), BATCH_MEDIA_TYPE);
        rows.add(run, batch);
      }
    },
    /** One bucket a pixel column from the table, as SQL can give it. */
    scan: (run: string, low: number, high: number, pixels: number) =>
      scan.all({ series: rows.seriesOf(run, KEY), low, high, pixels }),
    async close(): Promise<void> {
      rows.close();
      await server.close();
    },
  };
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
