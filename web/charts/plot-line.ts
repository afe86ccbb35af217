/** Buckets as numbers. Where one has no finite value, `min` and `max` are NaN and `mean` is its last value. */
export interface Columns {
  step: number[];
  time: number[];
  mean: number[];
  min: number[];
  max: number[];
  count: number[];
  nonFinite: number[];
  /** What those are, as bits of `NON_FINITE`; 0 where there is none or it is not known. */
  kinds: number[];
  /** Empty when the line is not smoothed. */
  smoothed: number[];
}

/** The extremes of a whole series, also outside the window, with the steps that have them. */
export interface Extremes {
  low: number;
  lowStep: number;
  high: number;
  highStep: number;
}

/** A line as charts draw and read it: one series of a run, or the middle of a group of runs. */
export interface PlotLine {
  /** Id of the run, or name of the group. */
  readonly run: string;
  /** The metric or formula. */
  readonly key: string;
  readonly columns: Columns;
  /** Whether each bucket is one point: then there is no band. */
  readonly raw: boolean;
  /** What the band from `min` to `max` is: every value of the buckets, or the spread of a group, which has no spikes to point at. */
  readonly band: 'extremes' | 'spread';
  /** Points behind the buckets. */
  readonly points: number;
  /** Points of the whole series, also outside the window. */
  readonly pointsOfAll: number;
  /** Value of the last point of the whole series, also outside the window; null without points. */
  readonly last: number | null;
  readonly lastStep: number;
  /** Null without finite values. */
  readonly extremes: Extremes | null;
  /** Time of the first point in ms since the epoch, from which relative x counts. */
  readonly startTime: number | null;
  readonly length: number;
  /** Moves when a bucket that was there changes, and stays when others are added behind the last. */
  readonly shape: number;
  /** Where bucket `index` lies on the x axis. */
  x(index: number): number;
  /** The stretches of buckets `[from, to)` over which x never falls: several where a clock was set back. */
  pieces(): readonly (readonly [from: number, to: number])[];
  /** The bucket nearest to `x`, the later one of two as near; -1 when there is none. */
  nearest(x: number): number;
}
