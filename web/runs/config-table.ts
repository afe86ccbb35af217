import { flatten } from '../../shared/config-paths.ts';

/** One setting over several runs: `values[i]` is run i's, undefined where it has none. */
export interface ConfigRow {
  path: string;
  values: unknown[];
  differs: boolean;
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
