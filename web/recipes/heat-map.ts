import { textOf } from './u-curve.ts';
import { finalValue, hasDiverged, settingAt, spreadOf, type Variant, variedPointers } from './variants.ts';

/** The runs of one combination. */
export interface HeatCell {
  /** Null while none has a value, and where all diverged. */
  mean: number | null;
  deviation: number;
  runs: string[];
  diverged: number;
  /** Those that have not ended. */
  open: number;
}

/** A map for one combination of the settings that are on neither axis. */
export interface HeatFacet {
  name: string;
  columns: unknown[];
  rows: unknown[];
  /** By row, then column; undefined where nothing was planned. */
  cells: (HeatCell | undefined)[][];
}

interface Axes {
  x: string;
  y: string | undefined;
  metric: string;
}

/** What runs came to over two settings; columns and rows in the order of the plan. */
export function heatFacets(variants: readonly Variant[], { x, y, metric }: Axes): HeatFacet[] {
  const others = variedPointers(variants).filter((pointer) => pointer !== x && pointer !== y);
  const byName = Map.groupBy(variants, ({ values }) => others.map((pointer) => textOf(values[pointer])).join(' · '));
  return [...byName].map(([name, members]) => {
    const columns = distinct(members, x);
    const rows = y === undefined ? [undefined] : distinct(members, y);
    const cells = rows.map((row) =>
      columns.map((column) => {
        const here = members.filter((each) => isAt(each, x, column) && (y === undefined || isAt(each, y, row)));
        return here.length > 0 ? cellOf(here, metric) : undefined;
      }),
    );
    return { name, columns, rows, cells };
  });
}

function cellOf(variants: readonly Variant[], metric: string): HeatCell {
  const members = variants.flatMap((variant) => variant.members);
  const lost = members.filter(({ run }) => run && hasDiverged(run, metric));
  const values = members.flatMap(({ run }) => {
    const value = run ? finalValue(run.summary[metric], 'last') : undefined;
    return value !== undefined && Number.isFinite(value) ? [value] : [];
  });
  const spread = spreadOf(values);
  return {
    mean: spread?.mean ?? null,
    deviation: spread?.deviation ?? 0,
    runs: members.flatMap(({ run }) => run?.id ?? []),
    diverged: lost.length,
    open: members.filter(({ run }) => run && run.endedAt === null).length,
  };
}

function distinct(variants: readonly Variant[], pointer: string): unknown[] {
  const found = new Map(variants.map((each) => [JSON.stringify(at(each, pointer)), at(each, pointer)]));
  return [...found.values()];
}

function isAt(variant: Variant, pointer: string, value: unknown): boolean {
  return JSON.stringify(at(variant, pointer)) === JSON.stringify(value);
}

function at({ members }: Variant, pointer: string): unknown {
  return members[0] && settingAt(members[0].planned, pointer);
}

/** A value so many times the middle one is as bad as any: the colours are for those that can be told apart. */
const FAR = 10;

/** Where a value lies between the worst, 0, and the best, 1; losses by their order of size. */
export function colorShares(means: readonly number[], { isLower }: { isLower: boolean }): (value: number) => number {
  const sorted = means.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const isLog = isLower && (sorted[0] ?? 0) > 0;
  const scaled = (value: number) => (isLog ? Math.log(Math.min(value, FAR * middle)) : value);
  const [low, high] = [scaled(sorted[0] ?? 0), scaled(sorted.at(-1) ?? 1)];
  return (value) => {
    const at = high > low ? (scaled(value) - low) / (high - low) : 0.5;
    return isLower ? 1 - at : at;
  };
}
