import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GroupedRuns, RunGroupFilter } from '../../ports/meta-store.ts';
import type { Db } from '../sqlite.ts';
import { keyOf, shownValue } from './group-keys.ts';
import { createGroupSums, type GroupSums } from './group-sums.ts';
import { createRecentCache } from './recent-cache.ts';
import { createRunBlocks } from './run-blocks.ts';
import type { RunChanges } from './run-changes.ts';
import { conditionsOf } from './run-conditions.ts';
import { fieldExpression } from './run-sort.ts';

const MOST_GROUPS = 1000;
/** Groupings whose sums are kept, and how many sums all of them may have together. */
const KEPT = { entries: 12, size: 500_000 };

interface RunGroupsOptions {
  db: Db;
  changes: RunChanges;
  pause?: () => Promise<void>;
}

/** Groups the runs that match a filter, and sums up columns of each group. */
export function createRunGroups({ db, changes, pause = nextTurn }: RunGroupsOptions) {
  const kept = createRecentCache<GroupSums>(KEPT);

  return async (filter: RunGroupFilter): Promise<{ groups: GroupedRuns[]; total: number }> => {
    const keys = filter.by.map(keyOf);
    const columns = filter.columns.map((name, at) => fieldExpression(name, `c${at}_`));
    const where = conditionsOf(filter);
    const selected = [...keys.map(({ sql }) => `${sql} || ''`), ...columns.map(({ sql }) => sql)]; // text, not JSON within JSON
    const values = Object.assign({}, where.values, ...[...keys, ...columns].map((each) => each.values));
    const id = JSON.stringify([selected, where.sql, values, keys.length]);
    const sums = kept.get(id, () =>
      createGroupSums({
        blocks: createRunBlocks(db, selected, where.sql, values),
        keys: keys.length,
        watch: changes.watch(['runs', ...selected, where.sql].join(' ')),
        pause,
      }),
    );
    try {
      for (changes.lookAtOtherConnections(); !sums.isCurrent; changes.lookAtOtherConnections()) await sums.update();
    } catch (error) {
      kept.drop(id);
      throw error;
    }
    kept.trim();

    const all = keys.map((_, at) => () => sums.textsOf(at).map(parsed));
    return {
      total: sums.groups.length,
      groups: sums.largest(MOST_GROUPS).map(({ texts, runs, columns: found }) => {
        const own = texts.map(parsed);
        const summaries = found.flatMap((each, at) => {
          const summary = each.summary();
          return summary ? [[filter.columns[at] as string, summary] as const] : [];
        });
        return {
          values: own.map(shownValue),
          where: keys.map((key, at) => key.where(own[at] ?? null, all[at] ?? (() => []))).join(' and '),
          runs,
          columns: Object.fromEntries(summaries),
        };
      }),
    };
  };
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
