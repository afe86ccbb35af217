import type { RunMemory } from '../memory/run-memory.ts';

/** Runs in the same order, as many at a time as one transaction may seal; one that is too large for that is alone. */
export function inGroups(
  runs: readonly RunMemory[],
  { slicePoints, sliceSeries }: { slicePoints: number; sliceSeries: number },
): RunMemory[][] {
  const groups: RunMemory[][] = [];
  let [points, series] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const run of runs) {
    points += run.pending.points;
    series += run.byId.size;
    const last = groups.at(-1);
    if (last && points <= slicePoints && series <= sliceSeries) {
      last.push(run);
    } else {
      groups.push([run]);
      [points, series] = [run.pending.points, run.byId.size];
    }
  }
  return groups;
}
