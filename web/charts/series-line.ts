import type { PointColumns } from '../../shared/ingest.ts';
import { nonFiniteKind } from '../../shared/non-finite.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import type { Curve, CurveColumn } from '../../shared/panel-query.ts';
import { MOST_CLOCK_PIECES, type Smoother, type XAxis } from '../../shared/query.ts';
import type { SeriesSummary } from '../../shared/run.ts';
import type { Columns, Extremes, PlotLine } from './plot-line.ts';
import { type SmoothingState, smoothNext } from './smoothing.ts';

const NAMES = ['step', 'time', 'mean', 'min', 'max', 'count', 'nonFinite', 'kinds', 'smoothed'] as const;

interface Options {
  x?: XAxis;
  /** Instead of `x`: each bucket lies where this metric of the run was. */
  xMetric?: string;
  /** Weight of the past in the moving average; 0 is none. */
  smoothing?: number;
  /** Instead of `smoothing`. */
  smoother?: Smoother;
  /** With twice as many buckets, neighbours are merged. */
  pixels?: number;
  window?: readonly [number, number];
}

type Decided = Options & Required<Pick<Options, 'x' | 'smoothing' | 'pixels'>>;

/**
 * One series of one run as a chart draws it: the server's buckets with live points behind them.
 * Minimum and maximum stay exact however often it is reduced.
 */
export class SeriesLine implements PlotLine {
  readonly run: string;
  readonly key: string;
  readonly startTime: number | null;
  readonly columns: Columns;
  readonly summary: SeriesSummary;
  rev: number;
  raw: boolean;
  /** Points behind the buckets. */
  points: number;
  last: number | null;
  lastStep: number;
  extremes: Extremes | null;
  readonly band = 'extremes';
  shape = 0;
  readonly #options: Decided;
  /** Where the buckets lie, over a metric. */
  #places: number[];
  #smoothing: SmoothingState;
  #pieces: [from: number, to: number][] | null = null;

  constructor(result: Curve<ArrayLike<number>>, options: Options) {
    this.run = result.run;
    this.key = result.key;
    this.rev = result.rev;
    this.raw = result.raw;
    this.points = result.points;
    this.summary = result.summary;
    this.startTime = result.startTime;
    this.extremes = extremesOf(result.summary);
    this.last = result.summary.count > 0 ? fromJsonNumber(result.summary.last) : null;
    this.lastStep = result.summary.lastStep;
    this.#options = { x: 'step', smoothing: 0, pixels: 1000, ...options };
    this.#smoothing = { ...(result.smoothingState ?? { last: 0, count: 0 }) };
    const column = (name: CurveColumn) => toArray(result.columns[name] ?? []);
    const mean = column('mean');
    const single = this.raw ? mean.map((value) => (Number.isFinite(value) ? value : Number.NaN)) : [];
    this.columns = {
      step: column('step'),
      time: column('time'),
      mean,
      min: this.raw ? single : column('min'),
      max: this.raw ? [...single] : column('max'),
      count: column('count'),
      nonFinite: column('nonFinite'),
      kinds: this.raw ? mean.map(nonFiniteKind) : mean.map((_, index) => result.columns.nonFiniteKinds?.[index] ?? 0),
      smoothed: this.#isAveraged() ? column('smoothed') : [],
    };
    this.#places = Array.from(options.xMetric === undefined ? [] : (result.columns.x ?? []));
    this.#sortBySteps();
  }

  get length(): number {
    return this.columns.step.length;
  }

  x(index: number): number {
    if (this.#options.xMetric !== undefined) return this.#places[index] ?? Number.NaN;
    return this.#place(this.columns.step[index] ?? Number.NaN, this.columns.time[index] ?? Number.NaN);
  }

  get pointsOfAll(): number {
    return Math.max(this.points, this.summary.count);
  }

  pieces(): readonly [from: number, to: number][] {
    this.#pieces ??= this.#findPieces();
    return this.#pieces;
  }

  #findPieces(): [from: number, to: number][] {
    const pieces: [number, number][] = [];
    let from = 0;
    for (let index = 1; index < this.length; index++) {
      if (this.x(index) >= this.x(index - 1)) continue;
      pieces.push([from, index]);
      from = index;
    }
    if (this.length > 0) pieces.push([from, this.length]);
    return pieces;
  }

  nearest(x: number): number {
    let nearest = -1;
    for (const [from, to] of this.pieces()) {
      const index = this.#nearestWithin(x, from, to);
      if (nearest < 0 || Math.abs(this.x(index) - x) <= Math.abs(this.x(nearest) - x)) nearest = index;
    }
    return nearest;
  }

  #nearestWithin(x: number, from: number, to: number): number {
    let low = from;
    let high = to - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.x(middle) < x) low = middle + 1;
      else high = middle;
    }
    return low > from && x - this.x(low - 1) < this.x(low) - x ? low - 1 : low;
  }

  /**
   * Adds what one commit holds; a commit already shown changes nothing. False when the line must be read again: an
   * old step is rewritten, the place on the x axis is that of another metric, or the server alone smooths.
   */
  append(points: PointColumns, rev: number): boolean {
    if (rev <= this.rev) return true;
    this.rev = rev;
    if (this.#options.xMetric !== undefined) return false;
    let fits = this.#options.smoother === undefined;
    points.step.forEach((step, index) => {
      const value = fromJsonNumber(points.value[index] ?? 'NaN');
      fits = this.#add(step, points.time[index] ?? 0, value) && fits;
    });
    while (this.length > 2 * this.#options.pixels) this.#merge();
    return fits;
  }

  #add(step: number, time: number, value: number): boolean {
    const { columns } = this;
    const { window, smoothing } = this.#options;
    if (step <= (columns.step.at(-1) ?? -1)) return false;
    if (step > this.lastStep || this.last === null) {
      this.last = value;
      this.lastStep = step;
    }
    const smoothed = smoothing > 0 ? smoothNext(this.#smoothing, value, smoothing) : Number.NaN;
    const x = this.#place(step, time);
    if (window && (x < window[0] || x > window[1])) return true;

    const finite = Number.isFinite(value);
    columns.step.push(step);
    columns.time.push(time);
    columns.mean.push(value);
    for (const name of ['min', 'max'] as const) columns[name].push(finite ? value : Number.NaN);
    columns.count.push(1);
    columns.nonFinite.push(finite ? 0 : 1);
    columns.kinds.push(nonFiniteKind(value));
    if (this.#isAveraged()) columns.smoothed.push(smoothed);
    this.#lengthenPieces();
    this.points += 1;
    if (finite) this.extremes = widened(this.extremes, value, step);
    return true;
  }

  /** A bucket that was added belongs to the last piece, or begins one. */
  #lengthenPieces(): void {
    const last = this.#pieces?.at(-1);
    if (!last) this.#pieces = null;
    else if (this.x(last[1]) >= this.x(last[1] - 1)) last[1] += 1;
    else this.#pieces?.push([last[1], last[1] + 1]);
  }

  #isAveraged(): boolean {
    return this.#options.smoothing > 0 || this.#options.smoother !== undefined;
  }

  #place(step: number, time: number): number {
    if (this.#options.x === 'step') return step;
    return this.#options.x === 'time' ? time : time - (this.startTime ?? this.columns.time[0] ?? time);
  }

  /** An answer over time, or over a metric, is in its order, which is not that of the run where a clock was set back. */
  #sortBySteps(): void {
    const { step } = this.columns;
    if (step.every((each, index) => index === 0 || each >= (step[index - 1] ?? each))) return;
    const order = step.map((_, index) => index).sort((a, b) => (step[a] ?? 0) - (step[b] ?? 0));
    for (const name of NAMES) {
      const column = this.columns[name];
      if (column.length > 0) this.columns[name] = order.map((index) => column[index] ?? Number.NaN);
    }
    if (this.#places.length > 0) this.#places = order.map((index) => this.#places[index] ?? Number.NaN);
  }

  /**
   * Joins neighbours as long as the bucket stays narrower than two pixels of what the line spans by now: to join in pairs
   * would make the beginning of a line coarser each time. Buckets of different pieces stay apart, unless pieces are too
   * many to keep; points are then counted instead. Where a bucket begins is where the one before it ends; the first of a
   * piece, whose beginning is not known, is joined to no other once it holds several points. At most `pixels` buckets
   * are left, and two for each piece.
   */
  #merge(): void {
    const { pixels } = this.#options;
    const pieces = this.pieces();
    const areKept = pieces.length <= Math.min(MOST_CLOCK_PIECES, pixels / 2);
    const ranges = areKept ? pieces : [[0, this.length] as const];
    const ends = areKept ? this.columns.step.map((_, index) => this.x(index)) : runningSum(this.columns.count);
    const widest = (2 * ranges.reduce((sum, [from, to]) => sum + at(ends, to - 1) - at(ends, from), 0)) / pixels;
    let length = 0;
    for (const [from, to] of ranges) {
      let start = at(this.columns.count, from) > 1 ? Number.NEGATIVE_INFINITY : at(ends, from);
      this.#join(length++, from, from);
      for (let index = from + 1; index < to; index++) {
        if (at(ends, index) - start <= widest) this.#join(length - 1, length - 1, index);
        else {
          start = at(ends, index - 1);
          this.#join(length++, index, index);
        }
      }
    }
    for (const name of NAMES) if (this.columns[name].length > length) this.columns[name].length = length;
    this.raw = false;
    this.shape += 1;
    this.#pieces = null;
  }

  /** Writes the union of buckets `a` and `b` (the same one when alone) to place `to`. */
  #join(to: number, a: number, b: number): void {
    const c = this.columns;
    const finite = (index: number) => at(c.count, index) - at(c.nonFinite, index);
    const [weightA, weightB] = a === b ? [finite(a), 0] : [finite(a), finite(b)];
    const sum = (weightA > 0 ? at(c.mean, a) * weightA : 0) + (weightB > 0 ? at(c.mean, b) * weightB : 0);
    c.mean[to] = weightA + weightB > 0 ? sum / (weightA + weightB) : at(c.mean, b);
    c.min[to] = least(at(c.min, a), at(c.min, b));
    c.max[to] = -least(-at(c.max, a), -at(c.max, b));
    c.count[to] = at(c.count, a) + (a === b ? 0 : at(c.count, b));
    c.nonFinite[to] = at(c.nonFinite, a) + (a === b ? 0 : at(c.nonFinite, b));
    c.kinds[to] = at(c.kinds, a) | at(c.kinds, b);
    c.step[to] = at(c.step, b);
    c.time[to] = at(c.time, b);
    if (c.smoothed.length > 0) c.smoothed[to] = at(c.smoothed, b);
  }
}

function at(column: readonly number[], index: number): number {
  return column[index] ?? Number.NaN;
}

function runningSum(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** A copy that can grow. `Array.from` takes ten times as long for a typed array. */
function toArray(values: ArrayLike<number>): number[] {
  const copy = new Array<number>(values.length);
  for (let index = 0; index < values.length; index++) copy[index] = values[index] as number;
  return copy;
}

function extremesOf({ min, argmin, max, argmax }: SeriesSummary): Extremes | null {
  if (min === null || max === null) return null;
  return { low: Number(min), lowStep: argmin ?? 0, high: Number(max), highStep: argmax ?? 0 };
}

function widened(known: Extremes | null, value: number, step: number): Extremes {
  if (!known) return { low: value, lowStep: step, high: value, highStep: step };
  if (value < known.low) return { ...known, low: value, lowStep: step };
  return value > known.high ? { ...known, high: value, highStep: step } : known;
}

/** The smaller one, where NaN stands for nothing. */
function least(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : Math.min(a, b);
}
