import { fromJsonNumber } from '../../shared/number.ts';
import type { Take } from '../../shared/recipes/judge.ts';
import type { PlannedRun } from '../../shared/recipes/plan.ts';
import type { Run, SeriesSummary } from '../../shared/run.ts';

const SEED = '/seed';

/** A planned run with what became of it; null where it is gone or not read yet. */
export interface Member {
  planned: PlannedRun;
  run: Run | null;
}

/** The runs that differ by their seed alone. */
export interface Variant {
  /** What it is called beside the others; the name of the group where nothing else varies. */
  name: string;
  /** What it has otherwise than the others, by pointer. */
  values: Record<string, unknown>;
  members: Member[];
}

/** The planned runs by what they have in common besides the seed, in the order of the plan. */
export function variantsOf(planned: readonly PlannedRun[], runs: ReadonlyMap<string, Run>): Variant[] {
  const variants = new Map<string, Variant>();
  for (const each of planned) {
    const { [SEED]: seed, ...values } = each.values;
    const parts = each.name.split(' · ').filter((part) => part !== `seed ${seed}`);
    const name = parts.join(' · ') || each.group;
    const variant = variants.get(name) ?? { name, values, members: [] };
    variant.members.push({ planned: each, run: runs.get(each.id) ?? null });
    variants.set(name, variant);
  }
  return [...variants.values()];
}

/** The pointers that variants differ in, the seed aside, in the order of the plan. */
export function variedPointers(variants: readonly Variant[]): string[] {
  const pointers = new Set(variants.flatMap(({ values }) => Object.keys(values)));
  return [...pointers].filter(
    (pointer) => new Set(variants.map(({ values }) => JSON.stringify(values[pointer]))).size > 1,
  );
}

/** What stands for a series by its summary; undefined without a finite value to take. */
export function finalValue(series: SeriesSummary | undefined, take: Take): number | undefined {
  const value = series && { last: series.last, lowest: series.min, highest: series.max }[take];
  return value === undefined || value === null ? undefined : fromJsonNumber(value);
}

/** Whether a training was lost: it was ended for it, or the metric has a value that is no number. */
export function hasDiverged({ reason, summary }: Pick<Run, 'reason' | 'summary'>, metric: string): boolean {
  const series = summary[metric];
  return (
    reason?.code === 'diverged' ||
    (series !== undefined && (series.nonFinite > 0 || finalValue(series, 'last') === undefined))
  );
}

/** The value of a job, or of what a plan sets, at a JSON pointer. */
export function settingAt({ values, job }: PlannedRun, pointer: string): unknown {
  if (pointer in values) return values[pointer];
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      job,
    );
}

/** Mean and standard deviation (of a population) of numbers; null without any. */
export function spreadOf(values: readonly number[]): { mean: number; deviation: number } | null {
  if (values.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
