export interface ChartGroup {
  title: string;
  charts: { title: string; keys: string[] }[];
}

const SPLITS = ['train', 'val', 'test'];
const ORDER = ['curves', 'train', 'val', 'test', 'other', 'system'];

/**
 * Metric keys as charts, grouped by what stands before the first slash. With `pair`, what is measured
 * on both training and validation data shares a chart, in a group of its own that comes first.
 */
export function chartGroups(keys: readonly string[], pair: boolean): ChartGroup[] {
  const groups = new Map<string, ChartGroup>();
  const add = (title: string, chart: ChartGroup['charts'][number]) => {
    const group = groups.get(title) ?? { title, charts: [] };
    group.charts.push(chart);
    groups.set(title, group);
  };

  const known = new Set(keys);
  const paired = new Set<string>();
  if (pair) {
    for (const leaf of pairedLeaves(keys)) {
      const members = SPLITS.map((split) => `${split}/${leaf}`).filter((key) => known.has(key));
      for (const key of members) paired.add(key);
      add('curves', { title: leaf, keys: members });
    }
  }
  for (const key of keys) {
    if (paired.has(key)) continue;
    const slash = key.indexOf('/');
    add(slash > 0 ? key.slice(0, slash) : 'other', { title: key, keys: [key] });
  }
  for (const group of groups.values()) group.charts.sort((a, b) => Number(isDull(a.title)) - Number(isDull(b.title)));
  return [...groups.values()].sort((a, b) => rank(a.title) - rank(b.title) || a.title.localeCompare(b.title));
}

/** Names that at least two splits have, the loss first. */
function pairedLeaves(keys: readonly string[]): string[] {
  const leaves = new Map<string, number>();
  for (const key of keys) {
    const [split, ...rest] = key.split('/');
    if (split && SPLITS.includes(split)) leaves.set(rest.join('/'), (leaves.get(rest.join('/')) ?? 0) + 1);
  }
  const shared = [...leaves].filter(([, count]) => count > 1).map(([leaf]) => leaf);
  return shared.sort((a, b) => Number(b === 'loss') - Number(a === 'loss') || a.localeCompare(b));
}

/** Worth a look, but last. */
function isDull(key: string): boolean {
  return /(epoch|per_second)$/.test(key);
}

function rank(title: string): number {
  const place = ORDER.indexOf(title);
  return place < 0 ? ORDER.indexOf('other') : place;
}
