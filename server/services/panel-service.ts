import { Column, type Precision } from '../../shared/column-codec.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { GroupCurve } from '../../shared/group-query.ts';
import { fromJsonNumber, type JsonNumber } from '../../shared/number.ts';
import type {
  Curve,
  CurveColumn,
  CurvesAnswer,
  CurvesQuery,
  GroupsAnswer,
  GroupsQuery,
  HistogramsAnswer,
  HistogramsQuery,
  PanelAnswer,
  GroupCurve as PanelGroupCurve,
  PanelQuery,
  PartAnswer,
  PartQuery,
} from '../../shared/panel-query.ts';
import type { SeriesResult } from '../../shared/query.ts';
import { AppError } from '../errors.ts';
import type { MetricService } from './metric-service.ts';
import { expectForward } from './window.ts';

/** The values of a picture; all others count or place something, and are exact. */
const DRAWN: readonly CurveColumn[] = ['mean', 'min', 'max', 'smoothed'];
/** The same as `mean` where a bucket is one point. */
const OF_SEVERAL: readonly CurveColumn[] = ['min', 'max'];

type Metrics = Pick<MetricService, 'queryCurves' | 'queryGroups' | 'queryHistograms' | 'revisions'>;

/** Answers for all panels of a page at once. */
export function createPanelService({ metrics }: { metrics: Metrics }) {
  async function curves({ kind, columns, ...query }: CurvesQuery, signal: AbortSignal): Promise<CurvesAnswer<Column>> {
    const answer: CurvesAnswer<Column> = { kind, series: [], failed: [] };
    for (const run of query.runs) {
      signal.throwIfAborted();
      try {
        const { series } = await metrics.queryCurves({
          ...query,
          kinds: columns.includes('nonFiniteKinds'),
          runs: [run],
        });
        answer.series.push(...series.map((each) => curveOf(each, columns)));
      } catch (error) {
        // What is wrong with the query, as with a formula that is none, is wrong for each run.
        if (error instanceof AppError && error.code === 'invalid') throw error;
        answer.failed.push({ run, ...failureOf(error) });
      }
    }
    return answer;
  }

  async function groups({ kind, keys, ...query }: GroupsQuery, signal: AbortSignal): Promise<GroupsAnswer<Column>> {
    const revs = await metrics.revisions(query.groups.flatMap(({ runs }) => runs));
    const answer: GroupsAnswer<Column> = { kind, revs, series: [] };
    for (const key of keys) {
      signal.throwIfAborted();
      const { groups: curves } = await metrics.queryGroups({ ...query, key });
      answer.series.push(...curves.map((curve) => groupOf(key, curve)));
    }
    return answer;
  }

  async function histograms({ kind, ...query }: HistogramsQuery): Promise<HistogramsAnswer<Column>> {
    const { rev, series } = await metrics.queryHistograms(query);
    const packed = series.map(({ key, histograms }) => ({
      key,
      histograms: histograms.map((each) => ({
        ...each,
        edges: new Column(each.edges, 'exact'),
        counts: new Column(each.counts, 'exact'),
      })),
    }));
    return { kind, rev, series: packed };
  }

  async function part(query: PartQuery, signal: AbortSignal): Promise<PartAnswer<Column>> {
    try {
      if (query.kind === 'curves') return await curves(query, signal);
      return query.kind === 'groups' ? await groups(query, signal) : await histograms(query);
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'failed', ...failureOf(error) };
    }
  }

  return {
    /**
     * The parts in their order, one after the other; what fails in one leaves the others as they are.
     *
     * @throws {AppError} `invalid` when a window ends before it begins
     * @throws the signal's reason once it is aborted: the rest is not read
     */
    async query({ parts }: PanelQuery, signal: AbortSignal): Promise<PanelAnswer<Column>> {
      const answers: PartAnswer<Column>[] = [];
      for (const each of parts) {
        if (each.kind !== 'histograms') expectForward(each);
        answers.push(await part(each, signal));
      }
      return { parts: answers };
    },
  };
}

export type PanelService = ReturnType<typeof createPanelService>;

/** Anything but an expected error is a fault of ours, and fails the whole request. */
function failureOf(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  throw error;
}

function curveOf({ buckets, ...series }: SeriesResult, wanted: readonly CurveColumn[]): Curve<Column> {
  const precisionOf = (name: CurveColumn): Precision => (DRAWN.includes(name) && !series.raw ? 'drawn' : 'exact');
  const columns: Curve<Column>['columns'] = {};
  for (const name of wanted) {
    if (series.raw && OF_SEVERAL.includes(name)) continue;
    const given = name === 'mean' ? meanOrLast(buckets) : buckets[name];
    if (given) columns[name] = new Column(numbers(given), precisionOf(name));
  }
  return { ...series, last: buckets.last.at(-1) ?? null, columns };
}

function groupOf(key: string, { name, runs, members, x, ...values }: GroupCurve): PanelGroupCurve<Column> {
  const drawn = (column: (number | null)[]) => new Column(numbers(column), 'drawn');
  return {
    key,
    group: name,
    runs,
    columns: {
      x: new Column(x, 'exact'),
      middle: drawn(values.middle),
      low: drawn(values.low),
      high: drawn(values.high),
      count: new Column(values.count, 'exact'),
    },
    ...(members && { members: members.map((member) => ({ run: member.run, values: drawn(member.values) })) }),
  };
}

/** A bucket without finite values has a last value all the same, which says of what kind they are. */
function meanOrLast({ mean, last }: SeriesResult['buckets']): (JsonNumber | null)[] {
  return mean.map((value, index) => value ?? last[index] ?? null);
}

/** NaN where there is none. A loop: there are half a million of them in a chart of fifty runs. */
function numbers(given: readonly (JsonNumber | null)[]): Float64Array {
  const values = new Float64Array(given.length);
  for (let i = 0; i < given.length; i++) {
    const value = given[i] ?? null;
    values[i] = value === null ? Number.NaN : typeof value === 'number' ? value : fromJsonNumber(value);
  }
  return values;
}
