import { isDamage } from '../damage.ts';
import type { Db } from '../sqlite.ts';

type Key = number | string;

/** Rows of a table in order of a key that no two of them share. */
export interface RowOrder {
  table: string;
  columns: readonly string[];
  key: string;
  /** Below and above every key. */
  bounds: Between;
  /** Only rows with this value. */
  of?: { column: string; value: number };
}

/** Rows with keys between two others, both left out. */
type Between = [low: Key, high: Key];

/** Places at which reading may fail before the rest is given up. */
const MAX_FAILURES = 20_000;

/**
 * Hands each row that can be read to `take`: from the lowest key up to where reading fails, from the
 * highest down, and what is between the two in halves, again from both ends. Returns whether nothing failed.
 */
export function readableRows(db: Db, order: RowOrder, take: (row: object) => void): boolean {
  const [up, down] = [statement(db, order, 'ASC'), statement(db, order, 'DESC')];
  let failures = 0;

  /** Reads in one direction; returns the last key that was read, and whether the end was reached. */
  function read(rows: typeof up, [low, high]: Between): { last: Key | undefined; isWhole: boolean } {
    let last: Key | undefined;
    try {
      for (const { orderKey, ...row } of rows.iterate({ low, high, value: order.of?.value })) {
        take(row);
        last = orderKey;
      }
      return { last, isWhole: true };
    } catch (error) {
      if (!isDamage(error)) throw error;
      failures++;
      return { last, isWhole: false };
    }
  }

  const waiting = [order.bounds];
  for (let next = waiting.pop(); next && failures < MAX_FAILURES; next = waiting.pop()) {
    const [low, high] = next;
    const upward = read(up, [low, high]);
    if (upward.isWhole) continue;
    const from = upward.last ?? low;
    const downward = read(down, [from, high]);
    if (!downward.isWhole) waiting.push(...halves(from, downward.last ?? high));
  }
  return failures === 0;
}

/** Plain bounds and no index, so that a page is only read on the way to rows between them. */
function statement(db: Db, { table, columns, key, of }: RowOrder, direction: 'ASC' | 'DESC') {
  return db.prepare<[object], Record<string, unknown> & { orderKey: Key }>(`
    SELECT ${columns.join(', ')}, ${key} AS orderKey FROM ${table} NOT INDEXED
    WHERE ${of ? `${of.column} = @value AND ` : ''} ${key} > @low AND ${key} < @high ORDER BY ${key} ${direction}`);
}

/** What is between two keys, the lower half last, which is read first; nothing where that is one key at most. */
function halves(low: Key, high: Key): Between[] {
  if (typeof low === 'string' || typeof high === 'string' || high - low <= 2) return [];
  const middle = Math.floor(low + (high - low) / 2);
  return [
    [middle, high],
    [low, middle + 1],
  ];
}
