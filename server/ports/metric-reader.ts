import type { GroupCurve, GroupQuery } from '../../shared/group-query.ts';
import type { FloatColumns, Histogram, LogLine, RunEvent } from '../../shared/ingest.ts';
import type { HistogramQuery, SeriesQuery, SeriesResult } from '../../shared/query.ts';
import type { Ledger, SeriesSummary } from '../../shared/run.ts';

/** What is known of a run from its batches. */
export interface RunActivity {
  rev: number;
  ledger: Ledger;
  /** Highest step of any series, null without points. */
  maxStep: number | null;
  heartbeatAt: number | null;
  /** Of the first 64 series. */
  summary: Record<string, SeriesSummary>;
}

/** Answers for what runs logged: every acknowledged point, exactly. */
export interface MetricReader {
  activity(runs: readonly string[]): Promise<Map<string, RunActivity>>;
  series(run: string): Promise<Record<string, SeriesSummary>>;
  querySeries(query: SeriesQuery): Promise<SeriesResult[]>;
  queryGroups(query: GroupQuery): Promise<GroupCurve[]>;
  /** The first `limit` points of a series after a step, in order of step; none of a series that is not there. */
  points(run: string, key: string, page: { after: number; limit: number }): Promise<FloatColumns>;
  histogramKeys(run: string): Promise<{ key: string; count: number; firstStep: number; lastStep: number }[]>;
  queryHistograms(query: HistogramQuery): Promise<{ key: string; histograms: Omit<Histogram, 'key'>[] }[]>;
  events(run: string): Promise<(RunEvent & { id: number })[]>;
  /** Lines after id `after`, at most `limit`; with `tail`, the last `limit` instead. */
  logs(
    run: string,
    page: { after: number; limit: number; tail: boolean },
  ): Promise<{ lines: (LogLine & { id: number })[]; total: number }>;
}
