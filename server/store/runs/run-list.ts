import type { RunFilter, RunRecord } from '../../ports/meta-store.ts';
import type { Db } from '../sqlite.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import { conditionsOf } from './run-conditions.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';
import { type SortKey, sortKeys } from './run-sort.ts';
import { defineFunctions } from './sql-functions.ts';

const MAX_STATEMENTS = 200;

/** Where a run is in the order of a list: its number, and the values that it is sorted by. */
type Place = [number: number, ...values: (string | number)[]];

/**
 * Pages through the runs that match a filter. A cursor is the position of the last run shown, so
 * runs that come or go meanwhile neither repeat nor hide another.
 */
export function createRunList(db: Db) {
  defineFunctions(db);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const read = db.prepare<[string], RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs WHERE number IN (SELECT value FROM json_each(?))`,
  );

  const prepare = (page: string, where: string) => ({
    page: db.prepare<[object], Place>(page).raw(),
    count: db.prepare<[object], { total: number }>(`SELECT count(*) AS total FROM runs WHERE ${where}`),
  });

  /** Lists that differ only in what is looked for share their statements. */
  function statementsFor(page: string, where: string) {
    const known = statements.get(page);
    if (known) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const prepared = prepare(page, where);
    statements.set(page, prepared);
    return prepared;
  }

  /** Of all runs that are sorted, only those of a page are read whole. */
  function readRuns(places: readonly Place[]): RunRecord[] {
    const rows = new Map(read.all(JSON.stringify(places.map(([number]) => number))).map((row) => [row.number, row]));
    return places.map(([number]) => toRun(rows.get(number) as RunRow));
  }

  return (filter: RunFilter): { runs: RunRecord[]; nextCursor: string | null; total: number } => {
    const keys = sortKeys(filter);
    const after = filter.cursor === undefined ? null : decodePosition(filter.cursor, keys.length);
    const { sql: where, values: wanted } = conditionsOf(filter);
    const { page, count } = statementsFor(pageSql(keys, where, after !== null), where);
    const places = page.all({
      ...wanted,
      ...Object.assign({}, ...keys.map(({ values }) => values)),
      ...(after && { ...named('after', after.values), afterNumber: after.number }),
      limit: filter.limit + 1,
      skip: filter.skip ?? 0,
    });
    const shown = places.slice(0, filter.limit);
    const last = places.length > shown.length ? shown.at(-1) : undefined;
    const isWhole = after === null && last === undefined && !filter.skip;
    return {
      runs: readRuns(shown),
      nextCursor: last ? encodePosition({ values: last.slice(1), number: last[0] }) : null,
      total: isWhole ? shown.length : (count.get(wanted)?.total ?? 0),
    };
  };
}

function pageSql(keys: readonly SortKey[], where: string, goesOn: boolean): string {
  const last = keys[0]?.order ?? 'desc';
  const order = [...keys.map((key) => `${key.sql} ${key.order}`), `number ${last}`].join(', ');
  return `
    SELECT number, ${keys.map(({ sql }) => sql).join(', ')} FROM runs
    WHERE ${where} ${goesOn ? `AND ${beyond(keys, last)}` : ''}
    ORDER BY ${order} LIMIT @limit OFFSET @skip`;
}

/** What comes after a row in the order of the list. As one comparison where all keys go one way: an index may answer it. */
function beyond(keys: readonly SortKey[], last: SortKey['order']): string {
  const all = [
    ...keys.map(({ sql, order }, at) => ({ sql, order, to: `@after${at}` })),
    { sql: 'number', order: last, to: '@afterNumber' },
  ];
  const sign = (order: SortKey['order']) => (order === 'asc' ? '>' : '<');
  const list = (parts: readonly string[]) => `(${parts.join(', ')})`;
  if (keys.every(({ order }) => order === last))
    return `${list(all.map(({ sql }) => sql))} ${sign(last)} ${list(all.map(({ to }) => to))}`;
  const either = all.map(({ sql, order, to }, at) =>
    [...all.slice(0, at).map((each) => `${each.sql} = ${each.to}`), `${sql} ${sign(order)} ${to}`].join(' AND '),
  );
  return `(${either.map((each) => `(${each})`).join(' OR ')})`;
}

function named(prefix: string, values: readonly (string | number)[]): Record<string, string | number> {
  return Object.fromEntries(values.map((value, at) => [prefix + at, value]));
}
