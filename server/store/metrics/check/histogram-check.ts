import type { Db } from '../../sqlite.ts';
import { decodeEdges, decodeHistogram } from '../codec/histogram-codec.ts';
import type { Finding } from './finding.ts';

interface Row {
  key: number;
  step: number;
  data: Buffer;
  edges: Buffer | null;
}

/** Unpacks every histogram: they have no checksum, but counts and edges that make sense. */
export function* examineHistograms(db: Db, repair: boolean): Generator<Finding> {
  const rows = db.prepare<[], Row>(`
    SELECT h.key, h.step, h.data, e.data AS edges FROM histograms h LEFT JOIN histogram_edges e ON e.id = h.edges`);
  const damaged: Row[] = [];
  for (const row of rows.iterate()) if (!isSound(row)) damaged.push(row);
  const remove = db.prepare<[number, number]>('DELETE FROM histograms WHERE key = ? AND step = ?');
  for (const { key, step } of damaged) {
    if (repair) remove.run(key, step);
    yield { where: `histogram ${key} at step ${step}`, what: 'it does not unpack', repair: 'remove it', loses: true };
  }
}

function isSound({ data, edges }: Row): boolean {
  try {
    const bounds = decodeEdges(edges ?? Buffer.alloc(0));
    const { counts } = decodeHistogram(data, bounds.length);
    return bounds.every(Number.isFinite) && counts.every((count) => count >= 0);
  } catch {
    return false; // damaged so that it does not even unpack
  }
}
