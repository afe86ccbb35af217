import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunFilter, RunRecord } from '../../ports/meta-store.ts';
import type { Db } from '../sqlite.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import { createRecentCache } from './recent-cache.ts';
import { BLOCK, createRunBlocks } from './run-blocks.ts';
import type { RunChanges } from './run-changes.ts';
import { conditionsOf } from './run-conditions.ts';
import { createRunOrder, type RunOrder } from './run-order.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';
import { sortKeys } from './run-sort.ts';

/** Lists whose order is kept, and how many places all of them may have together. */
const KEPT = { entries: 24, size: 1_000_000 };

/** What a list has, whatever page of it is read. */
type Listed = Omit<RunFilter, 'limit' | 'cursor' | 'skip'>;

export interface RunListOptions {
  db: Db;
  changes: RunChanges;
  pause?: () => Promise<void>;
}

/**
 * Pages through the runs that match a filter, in an order that is computed once and kept up, so that any page is read
 * by the numbers of its runs. A cursor is the position of the last run shown: runs that come or go meanwhile
 * neither repeat nor hide another.
 */
export function createRunList({ db, changes, pause = nextTurn }: RunListOptions) {
  const orders = createRecentCache<RunOrder>(KEPT);
  const read = db.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs WHERE number IN (SELECT value FROM json_each(?))`,
  );
  const readIds = db
    .prepare<[string], [number, string]>('SELECT number, id FROM runs WHERE number IN (SELECT value FROM json_each(?))')
    .raw();

  /** The order of a list, as it is at this moment for a caller who goes on at once. */
  async function orderOf(filter: Listed): Promise<RunOrder> {
    const keys = sortKeys(filter);
    const where = conditionsOf(filter);
    const columns = keys.map(({ sql }) => sql);
    const values = Object.assign({}, where.values, ...keys.map((key) => key.values));
    const id = JSON.stringify([columns, keys.map(({ order, fold }) => [order, fold]), where.sql, values]);
    const order = orders.get(id, () =>
      createRunOrder({
        ...{ keys, pause },
        blocks: createRunBlocks(db, columns, where.sql, values),
        watch: changes.watch(['runs', ...columns, where.sql].join(' ')),
      }),
    );
    try {
      for (changes.lookAtOtherConnections(); !order.isCurrent; changes.lookAtOtherConnections()) await order.update();
    } catch (error) {
      orders.drop(id);
      throw error;
    }
    orders.trim();
    return order;
  }

  function readRuns(numbers: readonly number[]): RunRecord[] {
    const rows = new Map(read.all(JSON.stringify(numbers)).map((row) => [row.number, row]));
    return numbers.map((number) => toRun(rows.get(number) as RunRow));
  }

  async function page(filter: RunFilter): Promise<{ runs: RunRecord[]; nextCursor: string | null; total: number }> {
    const after = filter.cursor === undefined ? null : decodePosition(filter.cursor, [filter.sort].flat().length);
    const order = await orderOf(filter);
    const first = (after ? order.placeAfter(after) : 0) + (filter.skip ?? 0);
    const end = Math.min(order.length, first + filter.limit);
    const places = Array.from({ length: Math.max(0, end - first) }, (_, at) => order.at(first + at));
    const last = end < order.length ? places.at(-1) : undefined;
    return {
      runs: readRuns(places.map(({ number }) => number)),
      nextCursor: last ? encodePosition(last) : null,
      total: order.length,
    };
  }

  /** Runs that are deleted for good while they are read are left out. */
  async function ids(filter: Listed): Promise<string[]> {
    const numbers = (await orderOf(filter)).numbers();
    const found: string[] = [];
    for (let from = 0; from < numbers.length; from += BLOCK) {
      if (from > 0) await pause();
      const block = numbers.slice(from, from + BLOCK);
      const byNumber = new Map(readIds.all(JSON.stringify(block)));
      found.push(...block.flatMap((number) => byNumber.get(number) ?? []));
    }
    return found;
  }

  return { page, ids };
}
