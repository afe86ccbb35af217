import { AppError } from '../../errors.ts';
import type { GroupValue } from '../../ports/meta-store.ts';

/** A key as SQL that gives JSON text, and the filter that finds the runs with one of its values. */
export interface GroupKey {
  sql: string;
  values: Record<string, string>;
  /** `all` are the values of all groups in this key. */
  where: (value: unknown, all: () => readonly unknown[]) => string;
}

const FIELDS: Record<string, string> = {
  group: 'run_group',
  project: 'project',
  state: 'state',
  kind: 'kind',
  jobType: 'job_type',
  seed: 'seed',
};

/** @throws {AppError} `invalid` for what runs cannot be grouped by */
export function keyOf(name: string, at: number): GroupKey {
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
function tagKey(key: string, bound: string): GroupKey {
  return {
    sql: `(SELECT nullif(json_group_array(substr(value, length(@${bound}0) + 1)), '[]') FROM
      (SELECT value FROM json_each(runs.tags) WHERE substr(value, 1, length(@${bound}0)) = @${bound}0 ORDER BY value))`,
    values: { [`${bound}0`]: `${key}=` },
    where: (value, all) =>
      value === null
        ? `not tag =~ ${quote(`^${key.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}=`)}`
        : tagFilter(key, value as string[], all() as (string[] | null)[]),
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
function namedKey(name: 'optimizer' | 'dataset'): GroupKey {
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

/** A value as an answer shows it. */
export function shownValue(value: unknown): GroupValue {
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
