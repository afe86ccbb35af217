import type { Db } from '../../sqlite.ts';
import { createSummaries, type Summarized, summaryOf } from '../tables/summaries.ts';
import { tryDecode } from './chunk-check.ts';
import type { Finding } from './finding.ts';

type Row = ReturnType<typeof summaryOf> & { run: number; key: string; bucket: Buffer };

/** Compares what filters and sorting know of each series with its total. What is in the journal is added when a server starts. */
export function* examineSummaries(db: Db, repair: boolean): Generator<Finding> {
  const rows = db.prepare<[], Row>(`
    SELECT s.run, s.key, s.bucket, m.last, m.last_step AS lastStep, m.min, m.max, m.mean, m.count,
      m.non_finite AS nonFinite
    FROM series s LEFT JOIN metric_names n ON n.name = s.key
    LEFT JOIN summaries m ON m.metric = n.id AND m.run = s.run
    WHERE s.bucket IS NOT NULL AND (m.metric IS NULL OR s.run NOT IN (SELECT run FROM journal))`);
  const wrong: Summarized[] = [];
  for (const { run, key, bucket, ...stored } of rows.iterate()) {
    const [total] = tryDecode(bucket);
    if (total && total.count > 0 && !isSame(stored, summaryOf(total))) wrong.push({ run, key, total });
  }
  if (wrong.length === 0) return;
  if (repair) writeAnew(db, wrong);
  const what = `${wrong.length} of them are not those of their series`;
  yield { where: 'summaries', what, repair: 'write them anew', loses: false };
}

function writeAnew(db: Db, wrong: readonly Summarized[]): void {
  const summaries = createSummaries(db);
  db.transaction(() => {
    for (const each of wrong) summaries.save(each);
  }).immediate();
}

const isSame = (a: ReturnType<typeof summaryOf>, b: ReturnType<typeof summaryOf>) =>
  Object.entries(b).every(([name, value]) => a[name as keyof typeof a] === value);
