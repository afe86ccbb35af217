import { flatten } from '../../shared/config-paths.ts';
import type { Run } from '../../shared/run.ts';
import type { GroupKey } from '../../shared/view.ts';
import { settingText } from './config-table.ts';
import { nameOfSetting } from './run-facts.ts';
import { wordOfSetting } from './setting-words.ts';

/** What a run has in one of the keys; null where it has nothing. */
export type GroupValue = string | number | boolean | null;

/** Runs alike in all keys. */
export interface RunGroup {
  /** Differs from that of every other group, and stays as runs come and go. */
  id: string;
  /** What its runs share, in the order of the keys: `adam · lr 0.002`. */
  name: string;
  values: GroupValue[];
  runs: Run[];
}

const NONE = 'none';

/**
 * Runs alike in all of these keys, in order of what they share: numbers by size, text by its words, runs without it last. The runs
 * of a group keep their order. Without keys all runs are one group.
 */
export function groupRuns(runs: readonly Run[], by: readonly GroupKey[]): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const values = by.map((key) => groupValue(run, key));
    const id = JSON.stringify(values);
    const group = groups.get(id) ?? { id, name: nameOf(values, by), values, runs: [] };
    group.runs.push(run);
    groups.set(id, group);
  }
  return [...groups.values()].sort((a, b) => compareAll(a.values, b.values));
}

/** What a run has in one key. */
export function groupValue(run: Run, key: GroupKey): GroupValue {
  if (key === 'group' || key === 'project' || key === 'state' || key === 'jobType') return run[key];
  if (key === 'tag') return run.tags.length > 0 ? [...run.tags].sort().join(', ') : null;
  if (key.startsWith('tag:')) return tagValue(run, key.slice('tag:'.length));
  if (key === 'dataset' || key === 'optimizer') return nameOfSetting(run.config[key]) || null;
  return plain(flatten(run.config).get(key.replace(/^config\./, '')));
}

/** The name of a key for a reader: `config.optimizer.name` is `optimizer.name`. */
export function groupKeyLabel(key: GroupKey): string {
  return key.replace(/^(config\.|tag:)/, '');
}

/** Keys by which these runs fall into more than one group, what is asked most first. */
export function groupKeysOf(runs: readonly Run[]): GroupKey[] {
  const tagKeys = runs.flatMap(({ tags }) => tags.flatMap((tag) => (tag.includes('=') ? [tag.split('=', 1)[0]] : [])));
  const settings = runs.flatMap(({ config }) => [...flatten(config).keys()].filter(Boolean));
  const keys = [
    'optimizer',
    'dataset',
    'group',
    'project',
    'tag',
    ...[...new Set(tagKeys)].sort().map((key) => `tag:${key}`),
    ...[...new Set(settings)].sort().map((path) => `config.${path}`),
  ];
  return keys.filter((key) => new Set(runs.map((run) => groupValue(run, key))).size > 1);
}

function tagValue({ tags }: Run, key: string): string | null {
  const values = tags.flatMap((tag) => (tag.startsWith(`${key}=`) ? [tag.slice(key.length + 1)] : []));
  return values.length > 0 ? values.sort().join(', ') : null;
}

function plain(value: unknown): GroupValue {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : (value as GroupValue);
}

function nameOf(values: readonly GroupValue[], by: readonly GroupKey[]): string {
  if (values.length === 0) return 'all runs';
  return values
    .map((value, index) => {
      if (value === null) return `${NONE} (${groupKeyLabel(by[index] ?? '')})`;
      return typeof value === 'string' ? value : `${wordOf(by[index] ?? '')} ${settingText(value)}`;
    })
    .join(' · ');
}

/** `config.optimizer.learningRate` as `lr`, `config.net.depth` as `depth`: a number alone says too little. */
function wordOf(key: GroupKey): string {
  return wordOfSetting(key) ?? groupKeyLabel(key).split('.').at(-1) ?? key;
}

function compareAll(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [index, value] of a.entries()) {
    const order = compare(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: GroupValue, b: GroupValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
