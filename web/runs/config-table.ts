/** One setting over several runs: `values[i]` is run i's, undefined where it has none. */
export interface ConfigRow {
  path: string;
  values: unknown[];
  differs: boolean;
}

/** Nested settings by dotted path; arrays and empty objects are values. */
export function flatten(value: unknown, path = ''): Map<string, unknown> {
  const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = nested ? Object.entries(value) : [];
  if (!nested || (entries.length === 0 && path !== '')) return new Map([[path, value]]);
  return new Map(entries.flatMap(([key, inner]) => [...flatten(inner, path ? `${path}.${key}` : key)]));
}

/** The settings of several runs side by side, in order of path. */
export function configRows(configs: readonly Record<string, unknown>[]): ConfigRow[] {
  const flat = configs.map((config) => flatten(config));
  const paths = [...new Set(flat.flatMap((each) => [...each.keys()]))].filter(Boolean).sort();
  return paths.map((path) => {
    const values = flat.map((each) => each.get(path));
    return { path, values, differs: new Set(values.map((value) => JSON.stringify(value))).size > 1 };
  });
}

/** The text of a setting in a table. */
export function settingText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
