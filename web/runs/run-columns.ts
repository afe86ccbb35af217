import { flatten } from '../../shared/config-paths.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import type { Run } from '../../shared/run.ts';

const STATS = ['last', 'min', 'max', 'mean'] as const;
const STAT = new RegExp(`^summary\\.(.+)\\.(${STATS.join('|')})$`);

/** A setting or a metric of a run by its name in the filter language: `config.optimizer.name`, `summary.val/loss.min`. */
export function columnValue(run: Run, name: string): string | number | null {
  const [, key = '', stat] = STAT.exec(name) ?? [];
  if (stat) {
    const value = run.summary[key]?.[stat as (typeof STATS)[number]];
    return value === undefined || value === null ? null : fromJsonNumber(value);
  }
  const value = flatten(run.config).get(name.replace(/^config\./, ''));
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every setting and metric that at least one run has, by name: settings first. */
export function columnNames(runs: readonly Run[]): string[] {
  const settings = new Set(runs.flatMap((run) => [...flatten(run.config).keys()].filter(Boolean)));
  const metrics = new Set(runs.flatMap((run) => Object.keys(run.summary)));
  return [
    ...[...settings].sort().map((path) => `config.${path}`),
    ...[...metrics].sort().flatMap((key) => STATS.map((stat) => `summary.${key}.${stat}`)),
  ];
}

/** The name of a column without its prefix and without `.last`. */
export function columnLabel(name: string): string {
  return name.replace(/^(config|summary)\./, '').replace(/\.last$/, '');
}
