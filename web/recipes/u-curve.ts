import { finalValue, hasDiverged, settingAt, spreadOf, type Variant, variedPointers } from './variants.ts';

/** A run on the curve: what it came to. */
export interface CurvePoint {
  run: string;
  name: string;
  x: number;
  /** Null for one that diverged. */
  y: number | null;
}

/** One curve: the mean of the runs at each x. */
export interface UCurve {
  /** What it has otherwise than the others; empty where there is one. */
  name: string;
  points: CurvePoint[];
  /** Where at least half of the runs have a value, in order of x. */
  means: { x: number; y: number }[];
  /** The lowest of the means. */
  best: { x: number; y: number } | null;
}

/** What runs came to over a setting, a curve for each combination of the other settings that vary. */
export function uCurves(variants: readonly Variant[], { x, y }: { x: string; y: string }): UCurve[] {
  const others = variedPointers(variants).filter((pointer) => pointer !== x);
  const byName = Map.groupBy(variants, ({ values }) => others.map((pointer) => textOf(values[pointer])).join(' · '));
  return [...byName].map(([name, members]) => {
    const points = members.flatMap((variant) => pointsOf(variant, x, y));
    const means = meansOf(points);
    const best = means.reduce<UCurve['best']>((low, mean) => (low && low.y <= mean.y ? low : mean), null);
    return { name, points, means, best };
  });
}

function pointsOf({ members }: Variant, x: string, y: string): CurvePoint[] {
  return members.flatMap(({ planned, run }) => {
    const at = settingAt(planned, x);
    if (!run || typeof at !== 'number') return [];
    const value = finalValue(run.summary[y], 'last');
    const isLost = hasDiverged(run, y) || (value !== undefined && !Number.isFinite(value));
    if (value === undefined && !isLost) return []; // it has not begun
    return [{ run: run.id, name: planned.name, x: at, y: isLost ? null : (value ?? null) }];
  });
}

function meansOf(points: readonly CurvePoint[]): { x: number; y: number }[] {
  const byX = Map.groupBy(points, ({ x }) => x);
  const means = [...byX].flatMap(([x, members]) => {
    const values = members.flatMap(({ y }) => y ?? []);
    const spread = values.length * 2 >= members.length ? spreadOf(values) : null;
    return spread ? [{ x, y: spread.mean }] : [];
  });
  return means.sort((a, b) => a.x - b.x);
}

export function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
