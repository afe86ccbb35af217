import { flatten, isRecorded } from '../../shared/config-paths.ts';
import type { Run } from '../../shared/run.ts';
import { cutInside } from '../core/short-names.ts';
import { isAutomaticName } from './automatic-name.ts';
import { pathsWithWords } from './setting-words.ts';

type Labelled = Pick<Run, 'id' | 'name' | 'config' | 'seed' | 'kind'>;

const SEED = /(^|[._])seed$/i;
/** Of seeds that a run has besides its own. */
const SEED_WORDS: Record<string, string> = { 'dataset.seed': 'split' };
const SEPARATOR = ' · ';
/** Longer texts of one setting are cut. */
const LONGEST_VALUE = 24;
/** A label of more settings is no longer read. */
const MOST_PARTS = 6;

/**
 * What each of these runs is called beside the others, by id: a name that somebody gave, where no other run has it; else
 * what differs in their settings, such as `adam · lr 0.002 · s1`. No two labels are equal, and as runs are added a label
 * gains parts at most.
 */
export function runLabels(runs: readonly Labelled[]): Map<string, string> {
  const named = Map.groupBy(runs, ({ name, ...run }) => (isAutomaticName({ name, ...run }) ? '' : name));
  const labels = new Map<string, string>();
  for (const [name, alike] of named) {
    const isAlone = name !== '' && alike.length === 1;
    const found = isAlone ? [] : differences(alike);
    for (const [index, run] of alike.entries()) labels.set(run.id, labelOf(run, name, found[index] ?? []));
  }
  return distinct(runs, labels);
}

function labelOf(run: Labelled, name: string, parts: readonly string[]): string {
  if (name !== '') return [name, ...parts].join(SEPARATOR);
  return parts.length > 0 ? parts.join(SEPARATOR) : run.name;
}

/** For each run, its settings that differ among them in words. */
function differences(runs: readonly Labelled[]): string[][] {
  const settings = runs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((each) => [...each.keys()]))].filter((path) => differs(settings, path));
  const known = pathsWithWords(paths);
  const seeds = paths.filter((path) => SEED.test(path)).map((path) => ({ path, word: SEED_WORDS[path] ?? 's' }));
  const chosen = [...known, ...seeds].slice(0, MOST_PARTS);
  const left = paths.filter((path) => !chosen.some((each) => each.path === path)).sort();
  const others = [...left.filter((path) => !isRecorded(path)), ...left.filter(isRecorded)];
  for (const path of others) {
    if (chosen.length >= MOST_PARTS) break;
    const before = chosen.length - seeds.length;
    if (
      splits(
        settings,
        chosen.map((each) => each.path),
        path,
      )
    )
      chosen.splice(Math.max(0, before), 0, { path, word: wordOf(path) });
  }
  return settings.map((each) =>
    chosen.flatMap(({ path, word }) => (each.has(path) ? [partOf(word, each.get(path))] : [])),
  );
}

/** With the seed among them, which a script may give apart from its settings. */
function settingsOf({ config, seed }: Labelled): Map<string, unknown> {
  const settings = flatten(config);
  settings.delete('');
  if (seed !== null && !settings.has('seed')) settings.set('seed', seed);
  return settings;
}

/** Whether runs that have the setting have different ones: what only some have follows from another setting, as a rule. */
function differs(settings: readonly ReadonlyMap<string, unknown>[], path: string): boolean {
  return new Set(settings.filter((each) => each.has(path)).map((each) => JSON.stringify(each.get(path)))).size > 1;
}

/** Whether runs alike in all chosen settings differ in this one. */
function splits(settings: readonly ReadonlyMap<string, unknown>[], chosen: readonly string[], path: string): boolean {
  const alike = Map.groupBy(settings, (each) => JSON.stringify(chosen.map((other) => each.get(other) ?? null)));
  return [...alike.values()].some((members) => differs(members, path));
}

function wordOf(path: string): string {
  const parts = path.split('.');
  const last = parts.at(-1) ?? path;
  return ['name', 'type', 'kind', 'value'].includes(last) && parts.length > 1 ? '' : last;
}

function partOf(word: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? word || 'yes' : `no ${word}`;
  const text = cutInside(textOf(value), LONGEST_VALUE);
  return word === 's' ? `s${text}` : [word, text].filter(Boolean).join(' ');
}

/** Numbers in the fewest digits that give the same number back, small ones as 1e-5. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.map(textOf).join('-') : 'none';
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 0.001) return value.toExponential();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Runs alike in all that is shown are told apart by their names, and runs of one name by their ids. */
function distinct(runs: readonly Labelled[], labels: Map<string, string>): Map<string, string> {
  for (const more of [({ name }: Labelled) => name, ({ id }: Labelled) => id]) {
    const alike = Map.groupBy(runs, ({ id }) => labels.get(id) ?? '');
    for (const [label, members] of alike) {
      if (members.length === 1) continue;
      for (const run of members)
        if (!label.startsWith(more(run))) labels.set(run.id, `${label}${SEPARATOR}${more(run)}`);
    }
  }
  return labels;
}
