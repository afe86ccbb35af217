import { AppError } from '../../errors.ts';
import type { GroupedRuns, GroupValue, RunGroupFilter } from '../../ports/meta-store.ts';
import type { Db } from '../sqlite.ts';
import { conditionsOf } from './run-conditions.ts';
import { fieldExpression } from './run-sort.ts';
import { createAccumulator } from './run-statistics.ts';

const MOST_GROUPS = 1000;

/** A key as SQL that gives JSON text, and the filter that finds the runs with one of its values. */
interface Key {
  sql: string;
  values: Record<string, string>;
  /** `all` are the values of all groups in this key. */
  where: (value: unknown, all: readonly unknown[]) => string;
}

const FIELDS: Record<string, string> = {
  group: 'run_group',
  project: 'project',
  state: 'state',
  kind: 'kind',
  jobType: 'job_type',
  seed: 'seed',
};

/** Groups the runs that match a filter, and sums up columns of each group, in one reading of the table. */
export function createRunGroups(db: Db) {
  return (filter: RunGroupFilter): { groups: GroupedRuns[]; total: number } => {
    const keys = filter.by.map(keyOf);
    const columns = filter.columns.map((name, at) => fieldExpression(name, `c${at}_`));
    const where = conditionsOf(filter);
    const rows = db
      .prepare<[object], [...unknown[]]>(
        `SELECT ${[...keys, ...columns].map(({ sql }) => sql).join(', ')} FROM runs WHERE ${where.sql}`,
      )
      .raw()
      .iterate(
        Object.assign({}, where.values, ...keys.map((key) => key.values), ...columns.map((each) => each.values)),
      );

    const groups = new Map<string, { texts: unknown[]; runs: number; sums: ReturnType<typeof createAccumulator>[] }>();
    for (const row of rows) {
      const texts = row.slice(0, keys.length);
      const id = texts.join('\n');
      let group = groups.get(id);
      if (!group) {
        group = { texts, runs: 0, sums: columns.map(createAccumulator) };
        groups.set(id, group);
      }
      group.runs++;
      for (const [at, sum] of group.sums.entries()) sum.add(row[keys.length + at]);
    }
    const parsed = (text: unknown) => (text === null ? null : JSON.parse(String(text)));
    const all = keys.map((_, at) => [...new Set([...groups.values()].map(({ texts }) => texts[at]))].map(parsed));
    const largest = [...groups.values()].sort((a, b) => b.runs - a.runs).slice(0, MOST_GROUPS);
    return {
      total: groups.size,
      groups: largest.map(({ texts, runs, sums }) => {
        const values = texts.map(parsed);
        const summaries = sums.flatMap((sum, at) => {
          const summary = sum.summary();
          return summary ? [[filter.columns[at] as string, summary] as const] : [];
        });
        return {
          values: values.map(shownValue),
          where: keys.map((key, at) => key.where(values[at] ?? null, all[at] ?? [])).join(' and '),
          runs,
          columns: Object.fromEntries(summaries),
        };
      }),
    };
  };
}

/** @throws {AppError} `invalid` for what runs cannot be grouped by */
function keyOf(name: string, at: number): Key {
  const bound = `k${at}_`;
  const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (field)
    return {
      sql: `iif(${field} IS NULL, NULL, json_quote(${field}))`,
      values: {},
      where: (value) => equals(name, value),
    };
  if (name.startsWith('tag:') && name.length > 4) return tagKey(name.slice(4), bound);
  if (name === 'optimizer' || name === 'dataset') return namedKey(name);
  if (!name.startsWith('config.') || name.split('.').includes(''))
    throw new AppError(
      'invalid',
      `cannot group runs by "${name}": expected ${Object.keys(FIELDS).join(', ')}, optimizer, dataset, tag:KEY or config.…`,
      { by: name },
    );
  const path = name.split('.').slice(1);
  const nested = `$.${path.map((each) => JSON.stringify(each)).join('.')}`;
  const flat = `$.${JSON.stringify(path.join('.'))}`;
  return {
    sql: `(SELECT nullif(coalesce(config -> @${bound}0, config -> @${bound}1), 'null') FROM run_documents WHERE run = runs.number)`,
    values: { [`${bound}0`]: nested, [`${bound}1`]: flat },
    where: (value) => equals(['config', ...path].map(quoteName).join('.'), value),
  };
}

/** Tags `KEY=value`: a run may have several of one key. */
function tagKey(key: string, bound: string): Key {
  return {
    sql: `(SELECT nullif(json_group_array(substr(value, length(@${bound}0) + 1)), '[]') FROM
      (SELECT value FROM json_each(runs.tags) WHERE substr(value, 1, length(@${bound}0)) = @${bound}0 ORDER BY value))`,
    values: { [`${bound}0`]: `${key}=` },
    where: (value, all) =>
      value === null
        ? `not tag =~ ${quote(`^${key.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}=`)}`
        : tagFilter(key, value as string[], all as (string[] | null)[]),
  };
}

/** Runs that have these tags of the key and no other: what others have beside them is left out. */
function tagFilter(key: string, values: readonly string[], all: readonly (readonly string[] | null)[]): string {
  const wider = all.filter((other) => values.every((each) => other?.includes(each)));
  const beside = new Set(wider.flatMap((other) => other ?? []).filter((each) => !values.includes(each)));
  const is = (each: string) => `tag = ${quote(`${key}=${each}`)}`;
  return [...values.map(is), ...[...beside].map((each) => `not ${is(each)}`)].join(' and ');
}

/** A setting that is a name, or an object that has one. */
function namedKey(name: 'optimizer' | 'dataset'): Key {
  return {
    sql: `(SELECT coalesce(config -> '$.${name}.name', iif(json_type(config, '$.${name}') = 'text', config -> '$.${name}', NULL))
      FROM run_documents WHERE run = runs.number)`,
    values: {},
    where: (value) =>
      value === null
        ? `config.${name}.name = null and config.${name} = null`
        : `(${equals(`config.${name}.name`, value)} or ${equals(`config.${name}`, value)})`,
  };
}

function shownValue(value: unknown): GroupValue {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as GroupValue);
}

/** Lists and objects are compared with as their JSON. */
function equals(field: string, value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `${field} = ${value}`;
  return `${field} = ${quote(typeof value === 'string' ? value : JSON.stringify(value))}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
}

function quoteName(part: string): string {
  return /^[^\s()=!<>~:".]+$/.test(part) ? part : quote(part);
}
