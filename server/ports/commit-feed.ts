import type { FloatColumns, PointColumns } from '../../shared/ingest.ts';
import type { Commit } from '../../shared/live.ts';

/** A commit as it is in memory: columns in the form that they came in. */
export type CommitRecord = Omit<Commit, 'series'> & { series?: Record<string, PointColumns | FloatColumns> };

/** What was committed last, for live readers. */
export interface CommitFeed {
  /** Commits after `rev`, in order, from memory; 'gone' when memory does not reach back that far. */
  commitsAfter(run: string, rev: number): Promise<CommitRecord[] | 'gone'>;
}
