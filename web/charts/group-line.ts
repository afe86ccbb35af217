import type { GroupCurve } from '../../shared/panel-query.ts';
import type { Columns, Extremes, PlotLine } from './plot-line.ts';

type Column = ArrayLike<number>;

/**
 * A group of runs as charts draw it: the middle with what lies around it, or one of its runs, which has no band. The columns
 * have the lowest and highest of the band as `min` and `max`, and as `count` the runs that count there.
 */
export class GroupLine implements PlotLine {
  /** The id of the group, or of a run of it. */
  readonly run: string;
  readonly key: string;
  readonly group: string;
  /** Runs of the group that have the metric. */
  readonly runs: number;
  readonly band = 'spread';
  readonly raw: boolean;
  readonly columns: Columns;
  readonly startTime = null;
  readonly shape = 0;
  readonly #x: readonly number[];

  private constructor(
    { key, group, runs, columns }: GroupCurve<Column>,
    member: { run: string; values: Column } | null,
  ) {
    this.key = key;
    this.group = group;
    this.runs = runs;
    this.run = member?.run ?? group;
    this.raw = member !== null;
    this.#x = Array.from(columns.x);
    const mean = Array.from(member?.values ?? columns.middle);
    this.columns = {
      step: [...this.#x],
      time: [],
      mean,
      min: member ? mean : Array.from(columns.low),
      max: member ? mean : Array.from(columns.high),
      count: member ? mean.map(() => 1) : Array.from(columns.count),
      nonFinite: mean.map(() => 0),
      kinds: mean.map(() => 0),
      smoothed: [],
    };
  }

  /** The runs of a group, then the group, so that it is drawn above them. */
  static of(curve: GroupCurve<Column>): GroupLine[] {
    return [...(curve.members ?? []), null].map((member) => new GroupLine(curve, member));
  }

  get isMember(): boolean {
    return this.raw;
  }

  get length(): number {
    return this.#x.length;
  }

  get points(): number {
    return this.length;
  }

  get pointsOfAll(): number {
    return this.length;
  }

  get last(): number | null {
    return this.columns.mean.findLast(Number.isFinite) ?? null;
  }

  get lastStep(): number {
    return this.#x.at(-1) ?? 0;
  }

  get extremes(): Extremes | null {
    const { mean } = this.columns;
    const finite = mean.filter(Number.isFinite);
    if (finite.length === 0) return null;
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    return { low, lowStep: this.x(mean.indexOf(low)), high, highStep: this.x(mean.indexOf(high)) };
  }

  x(index: number): number {
    return this.#x[index] ?? Number.NaN;
  }

  /** From the first to the last place where a run counts: every x is larger than the one before it. */
  pieces(): [from: number, to: number][] {
    const { mean } = this.columns;
    const from = mean.findIndex(Number.isFinite);
    return from < 0 ? [] : [[from, mean.findLastIndex(Number.isFinite) + 1]];
  }

  nearest(x: number): number {
    const [piece] = this.pieces();
    if (!piece) return -1;
    let [low, high] = [piece[0], piece[1] - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.x(middle) < x) low = middle + 1;
      else high = middle;
    }
    return low > piece[0] && x - this.x(low - 1) < this.x(low) - x ? low - 1 : low;
  }
}
