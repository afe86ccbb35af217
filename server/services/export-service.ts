import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExportQuery } from '../../shared/export.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import type { Buckets, SeriesQuery } from '../../shared/query.ts';
import { AppError } from '../errors.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunAccess } from './run-access.ts';
import { expectForward } from './window.ts';

export const PAGE_POINTS = 2048;
const POINT_COLUMNS = ['step', 'time', 'value'] as const;
const BUCKET_COLUMNS = ['step', 'time', 'first', 'last', 'min', 'max', 'mean', 'count', 'nonFinite'] as const;

/** Rows of a table that all belong to one series; numbers as columns, null where there is none. */
export interface TablePart {
  run: string;
  name: string;
  key: string;
  rows: number;
  columns: readonly ArrayLike<number | null>[];
}

/** A long table, made as it is read. */
export interface ExportTable {
  /** Of the file, without its ending: letters, digits, _ and - alone. */
  title: string;
  /** Names of the columns of numbers. */
  columns: readonly string[];
  parts: AsyncIterable<TablePart>;
}

/** Makes tables of what runs logged: every point, or exactly what a chart shows. */
export function createExportService({ access, metrics }: { access: RunAccess; metrics: MetricReader }) {
  const keysOf = async (run: string, asked: string[] | undefined) => asked ?? Object.keys(await metrics.series(run));

  async function* pointsOf(run: RunRecord, key: string, isWanted: (x: Position) => boolean): AsyncGenerator<TablePart> {
    let after = -1;
    for (;;) {
      const { step, time, value } = await metrics.points(run.id, key, { after, limit: PAGE_POINTS });
      if (step.length === 0) return;
      const kept = [...step.keys()].filter((at) => isWanted({ step: step[at] as number, time: time[at] as number }));
      const columns = [step, time, value].map((column) =>
        kept.length === column.length ? column : kept.map((at) => column[at] as number),
      );
      if (kept.length > 0) yield { run: run.id, name: run.name, key, rows: kept.length, columns };
      await nextTurn(); // pages that are at hand would be written one after the other in one turn
      after = step[step.length - 1] as number;
    }
  }

  async function* points(runs: RunRecord[], query: ExportQuery): AsyncGenerator<TablePart> {
    for (const run of runs)
      for (const key of await keysOf(run.id, query.keys)) yield* pointsOf(run, key, await windowOf(run.id, key, query));
  }

  /** A test for the points within the query's window, on its x axis. */
  async function windowOf(run: string, key: string, { x = 'step', window }: ExportQuery) {
    if (!window) return () => true;
    const [low, high] = window;
    const [found] = x === 'relative' ? await metrics.querySeries({ runs: [run], keys: [key], pixels: 1 }) : [];
    const origin = found?.startTime ?? 0;
    return ({ step, time }: Position) => {
      const at = x === 'step' ? step : time - origin;
      return at >= low && at <= high;
    };
  }

  async function* buckets(runs: RunRecord[], { of, format, keys, ...query }: ExportQuery): AsyncGenerator<TablePart> {
    const columns = bucketColumns(query);
    for (const run of runs)
      for (const key of await keysOf(run.id, keys))
        for (const found of await metrics.querySeries({ ...query, runs: [run.id], keys: [key] }))
          yield {
            ...{ run: run.id, name: run.name, key, rows: found.buckets.step.length },
            columns: columns.map((column) => (found.buckets[column] ?? []).map(toFloat)),
          };
  }

  return {
    /**
     * Checks every run before anything is sent.
     *
     * @throws {AppError} as `RunAccess.find` does; `invalid` for a reversed window, and for a window of points in a metric
     */
    async open(query: ExportQuery): Promise<ExportTable> {
      expectForward(query);
      if (query.of === 'points' && query.xMetric !== undefined && query.window)
        throw new AppError('invalid', 'A window in a metric goes with "of": "chart": points are cut by step or time.', {
          fields: [{ path: '/xMetric', message: 'goes with "of": "chart"' }],
        });
      const runs: RunRecord[] = [];
      for (const id of query.runs) runs.push(await access.find(id));
      const isChart = query.of === 'chart';
      return {
        title: `lossboard-${runs.length === 1 ? query.runs[0] : `${runs.length}-runs`}-${query.of}`,
        columns: isChart ? bucketColumns(query) : POINT_COLUMNS,
        parts: isChart ? buckets(runs, query) : points(runs, query),
      };
    },
  };
}

export type ExportService = ReturnType<typeof createExportService>;

interface Position {
  step: number;
  time: number;
}

type Shape = Pick<SeriesQuery, 'smoothing' | 'smoother' | 'xMetric'>;

/** The columns that the buckets of a query have. */
const bucketColumns = ({ smoothing = 0, smoother, xMetric }: Shape): (keyof Buckets)[] => [
  ...(xMetric === undefined ? [] : (['x'] as const)),
  ...BUCKET_COLUMNS,
  ...(smoothing > 0 || smoother ? (['smoothed'] as const) : []),
];

const toFloat = (value: Parameters<typeof fromJsonNumber>[0] | null) => (value === null ? null : fromJsonNumber(value));
