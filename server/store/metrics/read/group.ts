import type { GroupCurve, GroupQuery } from '../../../../shared/group-query.ts';
import type { XAxis } from '../../../../shared/query.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import { addBucket, type Bucket, emptyBucket, meanOf } from '../points/bucket.ts';
import { type Axis, reduceToPixels } from './pixels.ts';
import { statisticsOf } from './statistics.ts';

/** One run's series, and from when its relative time counts. */
export interface GroupMember {
  series: SeriesMemory;
  startTime: number;
}

export interface Group {
  name: string;
  members: Iterable<GroupMember>;
}

/** The columns that all groups of a query share. */
export interface Grid {
  window: readonly [number, number];
  columns: number;
}

const DEFAULT_PIXELS = 500;

/** Without a window, the grid reaches over everything that any member has. */
export function gridOf(groups: readonly Group[], { x, window, pixels: columns = DEFAULT_PIXELS }: GroupQuery): Grid {
  if (window) return { window, columns };
  const extents = groups.flatMap(({ members }) => Array.from(members, (member) => extent(member, axisOf(member, x))));
  const low = extents.reduce((lowest, [first]) => Math.min(lowest, first), Number.POSITIVE_INFINITY);
  const high = extents.reduce((highest, [, last]) => Math.max(highest, last), Number.NEGATIVE_INFINITY);
  return { window: extents.length > 0 ? [low, high] : [0, 0], columns };
}

/** The middle of a group, and what lies around it, in each column of the grid; awaits `yieldIfDue` between pieces of work. */
export async function groupCurve(
  { name, members }: Group,
  { x, middle = 'mean', spread = 'extremes' }: GroupQuery,
  { window, columns }: Grid,
  yieldIfDue: () => Promise<void>,
): Promise<GroupCurve> {
  const [low, high] = window;
  const runs: Float64Array[] = [];
  for (const member of members) {
    runs.push(sample(member, axisOf(member, x), window, columns));
    await yieldIfDue();
  }
  const curve: GroupCurve = { name, runs: runs.length, x: [], middle: [], low: [], high: [], count: [] };
  for (let column = 0; column < columns; column++) {
    const values = runs.map((means) => means[column] as number).filter(Number.isFinite);
    const found = values.length > 0 ? statisticsOf(values, middle, spread) : { middle: null, low: null, high: null };
    curve.x.push(low + ((column + 0.5) * (high - low)) / columns);
    curve.middle.push(found.middle);
    curve.low.push(found.low);
    curve.high.push(found.high);
    curve.count.push(values.length);
    await yieldIfDue();
  }
  return curve;
}

const axisOf = ({ startTime }: GroupMember, x: XAxis = 'step'): Axis => ({
  by: x === 'step' ? 'steps' : 'times',
  origin: x === 'relative' ? startTime : 0,
});

function extent({ series }: GroupMember, axis: Axis): [number, number] {
  const { buckets } = reduceToPixels(series.nodes(), axis, undefined, 1, (node) => series.open(node));
  const [only = emptyBucket()] = buckets;
  if (axis.by === 'steps') return [only.firstStep - axis.origin, only.lastStep - axis.origin];
  return [only.firstTime - axis.origin, only.lastTime - axis.origin];
}

/** A run's mean in each column, NaN before its first and after its last. */
function sample({ series }: GroupMember, axis: Axis, window: Grid['window'], columns: number): Float64Array {
  const { buckets } = reduceToPixels(series.nodes(), axis, window, columns, (node) => series.open(node));
  const merged = new Map<number, Bucket>();
  for (const bucket of buckets) {
    const column = columnOf((axis.by === 'steps' ? bucket.lastStep : bucket.lastTime) - axis.origin, window, columns);
    merged.set(column, addBucket(merged.get(column) ?? emptyBucket(), bucket));
  }
  const means = new Float64Array(columns).fill(Number.NaN);
  let before = -1;
  for (const [column, bucket] of merged) {
    const mean = meanOf(bucket);
    if (mean === null) continue;
    means[column] = mean;
    if (before >= 0) bridge(means, before, column);
    before = column;
  }
  return means;
}

/** Fills the columns between two with the straight line from one to the other. */
function bridge(means: Float64Array, from: number, to: number): void {
  const rise = ((means[to] as number) - (means[from] as number)) / (to - from);
  for (let column = from + 1; column < to; column++) means[column] = (means[from] as number) + rise * (column - from);
}

/** The same columns as those of `reduceToPixels`. */
function columnOf(x: number, [low, high]: Grid['window'], columns: number): number {
  const column = Math.floor(((x - low) * columns) / (high - low));
  return column < columns ? column : columns - 1;
}
