import { byImportance, isMinor, parseSplit, SPLITS, type Split } from '../../../shared/metric-names.ts';

export interface PanelGroup {
  title: string;
  panels: { title: string; keys: string[] }[];
  /** Whether it is closed at first: it rarely answers a question. */
  isMinor: boolean;
}

const ORDER = ['curves', 'val', 'train', 'test', 'other', 'progress', 'system'];
const MINOR = ['progress', 'system'];

/**
 * Metric keys as panels, grouped by what stands before the first slash. With `pair`, what is measured
 * on both training and validation data shares a panel, in a group of its own that comes first, and what only counts
 * how far and how fast the run is has a group near the end.
 */
export function panelGroups(keys: readonly string[], pair: boolean): PanelGroup[] {
  const groups = new Map<string, PanelGroup>();
  const add = (title: string, panel: PanelGroup['panels'][number]) => {
    const group = groups.get(title) ?? { title, panels: [], isMinor: pair && MINOR.includes(title) };
    group.panels.push(panel);
    groups.set(title, group);
  };

  const paired = new Set<string>();
  for (const [name, members] of pair ? pairsOf(keys) : []) {
    for (const key of members) paired.add(key);
    add('curves', { title: name, keys: members });
  }
  for (const key of keys) {
    if (paired.has(key)) continue;
    add(pair && isMinor(key) ? 'progress' : prefixOf(key), { title: key, keys: [key] });
  }
  for (const group of groups.values())
    if (group.title !== 'curves') group.panels.sort((a, b) => byImportance(a.title, b.title));
  return [...groups.values()].sort((a, b) => rank(a.title) - rank(b.title) || a.title.localeCompare(b.title));
}

function prefixOf(key: string): string {
  const slash = key.indexOf('/');
  return slash > 0 ? key.slice(0, slash) : 'other';
}

/** What at least two splits measure, with the keys of it in the order of the splits; the loss first. */
function pairsOf(keys: readonly string[]): [name: string, keys: string[]][] {
  const found = new Map<string, { key: string; split: Split }[]>();
  for (const key of keys) {
    const { split, name } = parseSplit(key);
    if (split) found.set(name, [...(found.get(name) ?? []), { key, split }]);
  }
  return [...found]
    .filter(([, members]) => members.length > 1)
    .sort(([a], [b]) => Number(b === 'loss') - Number(a === 'loss') || a.localeCompare(b))
    .map(([name, members]) => [name, members.sort(bySplit).map(({ key }) => key)]);
}

function bySplit(a: { split: Split }, b: { split: Split }): number {
  return SPLITS.indexOf(a.split) - SPLITS.indexOf(b.split);
}

function rank(title: string): number {
  const place = ORDER.indexOf(title);
  return place < 0 ? ORDER.indexOf('other') : place;
}
