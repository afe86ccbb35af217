import { quoteName } from '../../shared/filter-words.ts';
import type { RunFieldList } from '../../shared/run-fields.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';

/** What runs have in common is seen in the newest: reading more would take longer than a menu may. */
const MOST_RUNS = 500;
const MOST_VALUES = 30;
const LONGEST_VALUE = 64;

type Value = RunFieldList['fields'][number]['values'][number];

/** Collects what runs can be filtered and shown by. */
export function createRunFieldService({
  meta,
  metrics,
}: {
  meta: Pick<MetaStore, 'listRuns'>;
  metrics: Pick<MetricReader, 'activity'>;
}) {
  return {
    /** Of the newest runs of a project, or of all; settings in order of name. */
    async list(project: string | undefined): Promise<RunFieldList> {
      const { runs } = await meta.listRuns({
        ...{ sort: 'createdAt', order: 'desc', limit: MOST_RUNS, archived: false },
        ...(project !== undefined && { project }),
      });
      const activity = await metrics.activity(runs.map(({ id }) => id));
      const keys = [...activity.values()].flatMap(({ summary }) => Object.keys(summary));
      return {
        looked: runs.length,
        fields: fieldsOf(runs),
        metrics: [...countOf(keys)].map(([name, count]) => ({ name, runs: count })).sort(byName),
      };
    },
  };
}

export type RunFieldService = ReturnType<typeof createRunFieldService>;

function fieldsOf(runs: readonly RunRecord[]): RunFieldList['fields'] {
  const found = new Map<string, Value[]>();
  const add = (name: string, value: unknown) => {
    if (value === null || value === undefined || value === '') return;
    found.set(name, pushed(found.get(name), value as Value));
  };
  const settings = new Map<string, Value[]>();
  for (const { name, state, project, group, jobType, kind, seed, createdBy, tags, config } of runs) {
    for (const [field, value] of Object.entries({ name, state, project, group, jobType, kind, seed, createdBy }))
      add(field, value);
    for (const tag of tags) add('tag', tag);
    for (const [path, value] of settingsOf(config, 'config')) settings.set(path, pushed(settings.get(path), value));
  }
  const all = [...found, ...[...settings].sort(([a], [b]) => (a < b ? -1 : 1))];
  return all.map(([name, values]) => ({ name, runs: values.length, values: frequent(values) }));
}

function pushed(list: Value[] | undefined, value: Value): Value[] {
  if (!list) return [value];
  list.push(value);
  return list;
}

/** Every setting by its path, as filters name it. */
function* settingsOf(value: unknown, path: string): Generator<[string, Value]> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, inner] of Object.entries(value)) yield* settingsOf(inner, `${path}.${quoteName(key)}`);
  else if (value !== null && value !== undefined)
    yield [path, typeof value === 'object' ? JSON.stringify(value) : (value as Value)];
}

function frequent(values: readonly Value[]): Value[] {
  const short = values.filter((value) => typeof value !== 'string' || value.length <= LONGEST_VALUE);
  return [...countOf(short)]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
}

function countOf<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
