import { createHash } from 'node:crypto';
import type { Histogram } from '../../../../shared/ingest.ts';
import type { Db } from '../../sqlite.ts';
import { decodeEdges, decodeHistogram, encodeEdges, encodeHistogram } from '../codec/histogram-codec.ts';

interface Row {
  step: number;
  edges: number;
  data: Buffer;
}

/** A histogram as it is stored. */
export interface EncodedHistogram {
  key: string;
  step: number;
  edges: { hash: Buffer; data: Buffer };
  data: Buffer;
}

/** Most of the work of storing a histogram: done ahead of the transaction where there are many. */
export function encodeStored({ key, step, edges, ...body }: Histogram): EncodedHistogram {
  const data = encodeEdges(edges);
  const hash = createHash('sha256').update(data).digest().subarray(0, 16);
  return { key, step, edges: { hash, data }, data: encodeHistogram(body) };
}

/** Every read and write of a run's histograms. Equal edges are stored once a run. */
export function createHistograms(db: Db) {
  const keyId = db.prepare<[number, string], { id: number }>(`
    INSERT INTO histogram_keys (run, key) VALUES (?, ?) ON CONFLICT (run, key) DO UPDATE SET key = key RETURNING id`);
  const findKey = db.prepare<[number, string], { id: number }>(
    'SELECT id FROM histogram_keys WHERE run = ? AND key = ?',
  );
  const findEdges = db.prepare<[number, Buffer], { id: number }>(
    'SELECT id FROM histogram_edges WHERE run = ? AND hash = ?',
  );
  const insertEdges = db.prepare<[number, Buffer, Buffer]>(
    'INSERT INTO histogram_edges (run, hash, data) VALUES (?, ?, ?)',
  );
  const edges = db.prepare<[number], { data: Buffer }>('SELECT data FROM histogram_edges WHERE id = ?');
  const insert = db.prepare<[number, number, number, Buffer]>(
    'INSERT OR REPLACE INTO histograms (key, step, edges, data) VALUES (?, ?, ?, ?)',
  );
  const keys = db.prepare<[number], { key: string; count: number; firstStep: number; lastStep: number }>(`
    SELECT k.key, count(*) AS count, min(step) AS firstStep, max(step) AS lastStep
    FROM histogram_keys k JOIN histograms h ON h.key = k.id WHERE k.run = ? GROUP BY k.id ORDER BY k.id`);
  const steps = db.prepare<[number], { step: number }>('SELECT step FROM histograms WHERE key = ? ORDER BY step');
  const select = db.prepare<[number, number], Row>(
    'SELECT step, edges, data FROM histograms WHERE key = ? AND step = ?',
  );

  function edgesId(run: number, { hash, data }: EncodedHistogram['edges']): number {
    return findEdges.get(run, hash)?.id ?? Number(insertEdges.run(run, hash, data).lastInsertRowid);
  }

  function read(key: number, maxSteps: number): Omit<Histogram, 'key'>[] {
    const known = new Map<number, number[]>();
    return pickEvenly(steps.all(key), maxSteps).flatMap(({ step }) => {
      const row = select.get(key, step);
      if (!row) return [];
      const shared = known.get(row.edges) ?? decodeEdges(edges.get(row.edges)?.data ?? Buffer.alloc(0));
      known.set(row.edges, shared);
      return [{ step, edges: shared, ...decodeHistogram(row.data, shared.length) }];
    });
  }

  return {
    /** Stores histograms; of a key and step that was there already, the new one stays. */
    add(run: number, added: readonly EncodedHistogram[]): void {
      for (const { key, step, edges: shared, data } of added)
        insert.run((keyId.get(run, key) as { id: number }).id, step, edgesId(run, shared), data);
    },

    keys: (run: number) => keys.all(run),

    /** Histograms of one key in order of step, at most `maxSteps`, evenly chosen. */
    query(run: number, key: string, maxSteps: number): Omit<Histogram, 'key'>[] {
      const found = findKey.get(run, key);
      return found ? read(found.id, maxSteps) : [];
    },
  };
}

export type HistogramStore = ReturnType<typeof createHistograms>;

/** At most `count` of the rows, first and last among them. */
function pickEvenly<Row>(rows: readonly Row[], count: number): Row[] {
  if (rows.length <= count) return [...rows];
  if (count === 1) return rows.slice(-1);
  return Array.from(
    { length: count },
    (_, index) => rows[Math.round((index * (rows.length - 1)) / (count - 1))] as Row,
  );
}
