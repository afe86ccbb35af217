import type { Expression } from '../../shared/formula/expression.ts';
import type { GroupCurve, GroupQuery } from '../../shared/group-query.ts';
import type { HistogramKey, HistogramQuery, HistogramSeries } from '../../shared/histogram-query.ts';
import type { FloatColumns, StoredEvent, StoredLogLine } from '../../shared/ingest.ts';
import type { SeriesQuery, SeriesResult } from '../../shared/query.ts';
import type { Ledger, SeriesSummary } from '../../shared/run.ts';

/** What is known of a run from its batches. */
export interface RunActivity {
  /** How often what the run logged has changed, 0 at first. */
  rev: number;
  ledger: Ledger;
  /** Highest step of any series, null without points. */
  maxStep: number | null;
  /** The latest sign of life, in ms since the Unix epoch; null without any. */
  /** Time of the sign of life that came last, which a clock set back can make earlier than one before it. */
  heartbeatAt: number | null;
  /** Of the first `SUMMARY_SERIES` series, in the order they came, and of `LOSS_KEYS`; empty where the run cannot be read. */
  summary: Record<string, SeriesSummary>;
}

/** Lines or events after id `after`, at most `limit`; with `tail`, the last `limit` instead. Fewer where their texts are long. */
export interface TextPage {
  after: number;
  limit: number;
  tail: boolean;
}

/** What changes with each sign of life of a run. */
export type LifeSign = Pick<RunActivity, 'rev' | 'heartbeatAt'>;

/** A run that another was forked from, and the last step of it that the other one shares. */
export interface Ancestor {
  run: string;
  upTo: number;
}

/** What is read of series, and of what is computed from them. */
export interface CurveQuery extends SeriesQuery {
  /** Computed from the metrics of each run over every point; answered behind its keys, each under its text. */
  formulas?: readonly { text: string; expression: Expression }[];
  /** The run whose metrics formulas name in `baseline(…)`. */
  baseline?: string;
  /** Whether buckets name the kinds of their values that are not finite. */
  kinds?: boolean;
  /** Of runs that were forked, the runs whose points come before their own, the oldest first. */
  ancestors?: ReadonlyMap<string, readonly Ancestor[]>;
}

/**
 * Answers from what runs logged, exactly as if every acknowledged point were looked at.
 *
 * Every method may throw `overloaded` while a run it reads is being changed, and `internal` when what is stored of
 * it is damaged; other runs are not affected.
 */
export interface MetricReader {
  /** The activity of each run that is there; others are left out. A run that cannot be read is listed without its summary. */
  activity(runs: readonly string[]): Promise<Map<string, RunActivity>>;
  /** The last sign of life of each run that is there, which is quicker to read than its activity. */
  lifeSigns(runs: readonly string[]): Promise<Map<string, LifeSign>>;
  /** Every series of a run with its summary, in the order they came. @throws {AppError} `not_found` when there is no such run */
  series(run: string): Promise<Record<string, SeriesSummary>>;
  /** One result for each key of each run that has it, then for each formula whose metrics it has, run by run in the order asked; what is not there is left out. */
  querySeries(query: CurveQuery): Promise<SeriesResult[]>;
  /** One curve for each group, in the order asked, all on one grid; runs that are not there or lack the key are left out. */
  queryGroups(query: GroupQuery): Promise<GroupCurve[]>;
  /**
   * The first `limit` points of a series with a step above `after`, in order of step, each step once; times in ms
   * since the Unix epoch. None of a series that is not there.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  points(run: string, key: string, page: { after: number; limit: number }): Promise<FloatColumns>;
  /**
   * The first `limit` points of a series that are NaN or infinite, in order of step; none of a series that is not there.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  nonFinite(run: string, key: string, limit: number): Promise<FloatColumns>;
  /** The histograms of a run by key, in the order the keys came. @throws {AppError} `not_found` when there is no such run */
  histogramKeys(run: string): Promise<HistogramKey[]>;
  /**
   * For each key asked, in that order, its histograms in order of step: all of them, or `pixels` evenly chosen with
   * the first and the last among them. Of a step that was logged more than once, the last one.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  queryHistograms(query: HistogramQuery): Promise<HistogramSeries[]>;
  /**
   * A page of a run's events in the order they came, whether more follow it, and how many there are in all. Ids rise from 1,
   * with gaps where events were removed.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  events(run: string, page: TextPage): Promise<{ events: StoredEvent[]; hasMore: boolean; total: number }>;
  /**
   * A page of a run's log lines in the order they came, and how many there are in all; ids count from 1.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  logs(run: string, page: TextPage): Promise<{ lines: StoredLogLine[]; total: number }>;
}
