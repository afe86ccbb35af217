import type { Run } from '../../shared/run.ts';
import { COLOR_COUNT, DASH_COUNT, runColor, runDash, type ThemeName } from '../core/colors.ts';

/** How the line of a run, or of a group, is drawn. */
export interface LineLook {
  color: string;
  dash: number[];
}

const ALL = Array.from({ length: COLOR_COUNT * DASH_COUNT }, (_, index) => index);

/**
 * The look of a run wherever it is drawn beside others: it follows from the run's colour number alone, which the server
 * counts within a project. Twelve hues take turns, and each turn has a dash of its own, the first none; after 48 they repeat.
 */
export function lookOf({ color }: Pick<Run, 'color'>, theme: ThemeName): LineLook {
  return { color: runColor(color, theme), dash: runDash(color) };
}

/**
 * Runs as they are drawn on one chart, in their order. Each keeps its look, except where another has the very same one:
 * runs of two projects, 48 runs apart, or alike because somebody chose so. The later one then has another dash in the same hue, and,
 * where none is left, the next look that is free. Looks set by hand are never changed; of the others the older run keeps its own.
 */
export function withDistinctLooks(runs: readonly Run[]): Run[] {
  const taken = new Set<number>();
  const found = new Map<string, number>();
  for (const run of runs.toSorted(byClaim)) {
    const own = run.color % ALL.length;
    const color = run.colorSetByHand || !taken.has(own) ? own : (freeBeside(own, taken) ?? own);
    taken.add(color);
    found.set(run.id, color);
  }
  return runs.map((run) => {
    const color = found.get(run.id) ?? run.color;
    return color === run.color % ALL.length ? run : { ...run, color };
  });
}

function freeBeside(own: number, taken: ReadonlySet<number>): number | undefined {
  const inItsHue = ALL.filter((each) => each % COLOR_COUNT === own % COLOR_COUNT);
  const after = [...ALL.slice(own), ...ALL.slice(0, own)];
  return [...inItsHue, ...after].find((each) => !taken.has(each));
}

function byClaim(a: Run, b: Run): number {
  return Number(b.colorSetByHand) - Number(a.colorSetByHand) || byAge(a, b);
}

/** The oldest run first. */
export function byAge(a: Run, b: Run): number {
  return a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
}
