import type { Expression } from '../../../../shared/formula/expression.ts';
import type { GroupCurve, GroupQuery } from '../../../../shared/group-query.ts';
import { LOSS_KEYS } from '../../../../shared/metric-names.ts';
import type { SeriesResult } from '../../../../shared/query.ts';
import { type SeriesSummary, SUMMARY_SERIES } from '../../../../shared/run.ts';
import { AppError } from '../../../errors.ts';
import type { CommitFeed } from '../../../ports/commit-feed.ts';
import type { CurveQuery, LifeSign, MetricReader, RunActivity } from '../../../ports/metric-reader.ts';
import type { CommitRing } from '../memory/commit-ring.ts';
import type { RunMemories } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import { NO_POINTS } from '../points/points.ts';
import { type ActivityStore, ledgerOf } from '../tables/activity-store.ts';
import type { HistogramStore } from '../tables/histograms.ts';
import type { RunIds } from '../tables/run-ids.ts';
import type { RunTexts } from '../tables/run-texts.ts';
import { createYield } from '../yield.ts';
import { formulaPoints } from './formula.ts';
import { type GroupMember, gridOf, groupCurve } from './group.ts';
import { joinLineage, pointsUpTo } from './lineage.ts';
import { nonFinitePoints } from './non-finite.ts';
import { querySeries, toSummary } from './query.ts';
import { readPoints } from './raw-points.ts';
import { computedSeries, type ReadableSeries } from './readable-series.ts';

/** Series between two looks at the clock. */
const SUMMED_UP_AT_ONCE = 256;

export interface ReaderOptions {
  runs: RunIds;
  memory: RunMemories;
  activity: ActivityStore;
  histograms: HistogramStore;
  texts: RunTexts;
  ring: CommitRing;
}

/** The reading side of the metric store. */
export function createMetricReader({
  runs,
  memory,
  activity,
  histograms,
  texts,
  ring,
}: ReaderOptions): MetricReader & CommitFeed {
  function activityOf(number: number): RunActivity {
    const row = activity.get(number);
    return {
      rev: row?.rev ?? 0,
      ledger: ledgerOf(row),
      maxStep: row?.maxStep ?? null,
      heartbeatAt: row?.heartbeatAt ?? null,
      summary: summaryOf(number),
    };
  }

  /** Empty where the run is damaged or locked, so that it can be listed; reading its curves fails with the reason. */
  function summaryOf(number: number): RunActivity['summary'] {
    try {
      return Object.fromEntries(
        summarized(number)
          .filter(hasPoints)
          .map(({ key, total }) => [key, toSummary(total)]),
      );
    } catch (error) {
      if (error instanceof AppError) return {};
      throw error;
    }
  }

  /** The first series of a run, and those that tables show. */
  function summarized(number: number): SeriesMemory[] {
    const run = memory.get(number);
    const first = memory.list(run, SUMMARY_SERIES);
    if (first.length < SUMMARY_SERIES) return first;
    const losses = LOSS_KEYS.flatMap((key) => memory.find(run, key) ?? []);
    return [...new Set([...first, ...losses])];
  }

  function storedSeries(run: string, key: string): SeriesMemory | undefined {
    const number = runs.find(run)?.number;
    return number === undefined ? undefined : memory.find(memory.get(number), key);
  }

  /** A series of a run, behind those of the runs that it was forked from where these are asked for. */
  function seriesOf(run: string, key: string, { ancestors, x }: CurveQuery): ReadableSeries | undefined {
    const own = storedSeries(run, key);
    const lineage = ancestors?.get(run);
    if (!lineage || !own) return own; // what only its ancestors logged is none of its curves
    const generations = [...lineage, { run, upTo: Number.POSITIVE_INFINITY }];
    return computedSeries(
      joinLineage(
        generations.map((each) => pointsUpTo(storedSeries(each.run, key), each.upTo)),
        x,
      ),
    );
  }

  function formulaSeries(run: string, expression: Expression, query: CurveQuery): ReadableSeries | undefined {
    const pointsOf = (of: string | undefined) => (key: string) => {
      const series = of === undefined ? undefined : seriesOf(of, key, query);
      return series && readPoints(series, -1, Number.POSITIVE_INFINITY);
    };
    const points = formulaPoints(expression, { own: pointsOf(run), baseline: pointsOf(query.baseline) });
    return points && computedSeries(points);
  }

  function answerFor(run: string, key: string, series: ReadableSeries | undefined, query: CurveQuery): SeriesResult[] {
    const number = runs.find(run)?.number;
    if (number === undefined || !series || series.total.count === 0) return [];
    const { rev = 0, firstTime = null } = activity.get(number) ?? {};
    const xSeries = query.xMetric === undefined ? undefined : seriesOf(run, query.xMetric, query);
    const isInherited = query.x === 'relative' && query.ancestors?.has(run);
    const startTime = isInherited ? series.total.firstTime : firstTime;
    return [{ run, key, rev, ...querySeries(series, query, { startTime, xSeries }) }];
  }

  function memberOf(run: string, { key, xMetric }: GroupQuery): GroupMember[] {
    const number = runs.find(run)?.number;
    const series = number === undefined ? undefined : memory.find(memory.get(number), key);
    if (number === undefined || !series || series.total.count === 0) return [];
    const xSeries = xMetric === undefined ? undefined : memory.find(memory.get(number), xMetric);
    return [{ run, series, startTime: activity.get(number)?.firstTime ?? 0, xSeries }];
  }

  /** Looked up anew each time they are gone through: between two of them a run may be changed. */
  const membersOf = (ids: readonly string[], query: GroupQuery): Iterable<GroupMember> => ({
    *[Symbol.iterator]() {
      for (const id of ids) yield* memberOf(id, query);
    },
  });

  return {
    async activity(ids) {
      const known = new Map<string, RunActivity>();
      const yieldIfDue = createYield();
      for (const id of ids) {
        const run = runs.find(id);
        if (run) known.set(id, activityOf(run.number));
        await yieldIfDue();
      }
      return known;
    },

    async lifeSigns(ids) {
      const known = new Map<string, LifeSign>();
      const yieldIfDue = createYield();
      for (const id of ids) {
        const run = runs.find(id);
        const { rev = 0, heartbeatAt = null } = (run && activity.get(run.number)) ?? {};
        if (run) known.set(id, { rev, heartbeatAt });
        await yieldIfDue();
      }
      return known;
    },

    async series(run) {
      const summaries: [string, SeriesSummary][] = [];
      const yieldIfDue = createYield();
      for (const each of memory.list(memory.get(runs.get(run).number))) {
        if (hasPoints(each)) summaries.push([each.key, toSummary(each.total)]);
        if (summaries.length % SUMMED_UP_AT_ONCE === 0) await yieldIfDue();
      }
      return Object.fromEntries(summaries);
    },

    async querySeries(query) {
      const results: SeriesResult[] = [];
      const yieldIfDue = createYield();
      for (const run of query.runs) {
        for (const key of query.keys) {
          results.push(...answerFor(run, key, seriesOf(run, key, query), query));
          await yieldIfDue();
        }
        for (const { text, expression } of query.formulas ?? []) {
          results.push(...answerFor(run, text, formulaSeries(run, expression, query), query));
          await yieldIfDue();
        }
      }
      return results;
    },

    async queryGroups(query) {
      const groups = query.groups.map(({ name, runs: ids }) => ({ name, members: membersOf(ids, query) }));
      const grid = gridOf(groups, query);
      const curves: GroupCurve[] = [];
      const yieldIfDue = createYield();
      for (const group of groups) curves.push(await groupCurve(group, query, grid, yieldIfDue));
      return curves;
    },

    async points(run, key, { after, limit }) {
      const series = memory.find(memory.get(runs.get(run).number), key);
      const { steps, times, values } = series ? readPoints(series, after, limit) : NO_POINTS;
      return { step: steps, time: times, value: values };
    },

    async nonFinite(run, key, limit) {
      const series = memory.find(memory.get(runs.get(run).number), key);
      const { steps, times, values } = series ? nonFinitePoints(series, limit) : NO_POINTS;
      return { step: steps, time: times, value: values };
    },

    histogramKeys: async (run) => histograms.keys(runs.get(run).number),

    async queryHistograms({ run, keys, pixels = 100 }) {
      const { number } = runs.get(run);
      return keys.map((key) => ({ key, histograms: histograms.query(number, key, pixels) }));
    },

    events: async (run, page) => texts.events(runs.get(run).number, page),

    async logs(run, page) {
      const { number } = runs.get(run);
      return { lines: texts.lines(number, page), total: activity.get(number)?.logLines ?? 0 };
    },

    async commitsAfter(run, rev) {
      const { number } = runs.get(run);
      return ring.after(number, rev, activity.get(number)?.rev ?? 0);
    },
  };
}

/** False of a series whose first points are still being written. */
const hasPoints = ({ total }: SeriesMemory) => total.count > 0;
