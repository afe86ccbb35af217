import type { GroupCurve, GroupQuery } from '../../../../shared/group-query.ts';
import { isSmoothable } from '../../../../shared/metric-names.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import { type Bucket, meanOf } from '../points/bucket.ts';
import { type Grid, gridOver } from './group-grid.ts';
import { type Axis, type Reduction, reduceToPixels } from './pixels.ts';
import { smooth } from './query.ts';
import { statisticsOf } from './statistics.ts';
import { overMetric } from './x-metric.ts';

/** One run's series, from when its relative time counts, and the metric that stands in the place of x. */
export interface GroupMember {
  run: string;
  series: SeriesMemory;
  startTime: number;
  xSeries?: SeriesMemory | undefined;
}

export interface Group {
  name: string;
  members: Iterable<GroupMember>;
}

const DEFAULT_PIXELS = 500;

/** The places that all groups of a query share; without a window they reach over everything that any member has. */
export function gridOf(groups: readonly Group[], query: GroupQuery): Grid {
  const columns = query.pixels ?? DEFAULT_PIXELS;
  const members = function* () {
    for (const group of groups) yield* group.members;
  };
  const window = query.window ?? extentOf(members(), query);
  return gridOver(placesOf(members(), query, window, columns), window, columns);
}

/** The middle of a group, and what lies around it, at each place of the grid; awaits `yieldIfDue` between pieces of work. */
export async function groupCurve(
  { name, members }: Group,
  query: GroupQuery,
  grid: Grid,
  yieldIfDue: () => Promise<void>,
): Promise<GroupCurve> {
  const { middle = 'mean', spread = 'extremes' } = query;
  const runs: { run: string; values: Float64Array }[] = [];
  for (const member of members) {
    runs.push({ run: member.run, values: sample(member, query, grid) });
    await yieldIfDue();
  }
  const curve: GroupCurve = { name, runs: runs.length, x: [...grid.places], middle: [], low: [], high: [], count: [] };
  for (let place = 0; place < grid.places.length; place++) {
    const values = runs.map((run) => run.values[place] as number).filter(Number.isFinite);
    const found = values.length > 0 ? statisticsOf(values, middle, spread) : { middle: null, low: null, high: null };
    curve.middle.push(found.middle);
    curve.low.push(found.low);
    curve.high.push(found.high);
    curve.count.push(values.length);
    await yieldIfDue();
  }
  if (query.members) curve.members = runs.map(({ run, values }) => ({ run, values: Array.from(values, orNull) }));
  return curve;
}

const orNull = (value: number) => (Number.isFinite(value) ? value : null);

function axisOf({ startTime }: GroupMember, { x = 'step', xMetric }: GroupQuery): Axis {
  if (xMetric !== undefined) return { by: 'times', origin: 0 };
  return { by: x === 'step' ? 'steps' : 'times', origin: x === 'relative' ? startTime : 0 };
}

function reduce(
  member: GroupMember,
  query: GroupQuery,
  window: Grid['window'] | undefined,
  columns: number,
): Reduction {
  const { series, xSeries } = member;
  const over = xSeries && overMetric(series, xSeries).node;
  const nodes = query.xMetric === undefined ? series.nodes() : over && over.bucket.count > 0 ? [over] : [];
  return reduceToPixels(nodes, axisOf(member, query), window, columns, (node) => series.open(node));
}

function extentOf(members: Iterable<GroupMember>, query: GroupQuery): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const member of members) {
    const [only] = reduce(member, query, undefined, 1).buckets;
    if (!only) continue;
    const { by, origin } = axisOf(member, query);
    low = Math.min(low, (by === 'steps' ? only.firstStep : only.firstTime) - origin);
    high = Math.max(high, (by === 'steps' ? only.lastStep : only.lastTime) - origin);
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The x of every point of all members; null when there are more than columns. */
function placesOf(
  members: Iterable<GroupMember>,
  query: GroupQuery,
  window: Grid['window'],
  columns: number,
): Set<number> | null {
  const places = new Set<number>();
  for (const member of members) {
    const { raw, buckets } = reduce(member, query, window, columns);
    if (!raw) return null;
    const { by, origin } = axisOf(member, query);
    for (const { lastStep, lastTime } of buckets) places.add((by === 'steps' ? lastStep : lastTime) - origin);
    if (places.size > columns) return null;
  }
  return places;
}

/**
 * A run's value at each place: the mean of its points there, or where asked for the moving average, and the straight line
 * between those. NaN before its first and after its last.
 */
function sample(member: GroupMember, query: GroupQuery, grid: Grid): Float64Array {
  const { buckets } = reduce(member, query, grid.window, grid.columns);
  const { by, origin } = axisOf(member, query);
  const drawn = drawnValues(member.series, query, buckets);
  const values = new Float64Array(grid.places.length).fill(Number.NaN);
  let before = -1;
  let weight = 0;
  for (const [index, { lastStep, lastTime, count }] of buckets.entries()) {
    const value = drawn[index] as number;
    if (!Number.isFinite(value)) continue;
    const place = grid.placeOf((by === 'steps' ? lastStep : lastTime) - origin);
    weight = place === before ? weight + count : count;
    const mean = place === before ? (values[place] as number) : value;
    values[place] = mean + ((value - mean) * count) / weight;
    if (before >= 0) bridge(values, before, place, grid.places);
    before = place;
  }
  return values;
}

function drawnValues(series: SeriesMemory, query: GroupQuery, buckets: readonly Bucket[]): number[] {
  const smoothed = isSmoothable(series.key, series.total.count) ? smooth(series, query, buckets).smoothed : undefined;
  return smoothed ?? buckets.map((bucket) => meanOf(bucket) ?? Number.NaN);
}

/** Fills the places between two with the straight line from one to the other. */
function bridge(values: Float64Array, from: number, to: number, places: ArrayLike<number>): void {
  const x = (place: number) => places[place] as number;
  const [low, high] = [values[from] as number, values[to] as number];
  for (let place = from + 1; place < to; place++) {
    const share = (x(place) - x(from)) / (x(to) - x(from));
    values[place] = low + (high - low) * share;
  }
}
