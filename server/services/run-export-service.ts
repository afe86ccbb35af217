import { flatten } from '../../shared/config-paths.ts';
import { betterDirection } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { type ColumnName, columnName, isTimeColumn, RUN_FIELDS, runValue } from '../../shared/run-column.ts';
import type { RunExportQuery } from '../../shared/run-export.ts';
import { MOST_RUNS_READ } from '../../shared/run-list.ts';
import { AppError } from '../errors.ts';
import type { MetricSettings } from '../ports/metric-settings.ts';
import type { RunService } from './run-service.ts';

export type RunCell = string | number | null;

/** A column of the file: what its cells are, over all of the runs. */
export interface RunExportColumn {
  name: string;
  kind: 'text' | 'number' | 'time';
}

/** Runs as a table that is made as it is read; times in ms since the epoch, durations in seconds. */
export interface RunExportTable {
  columns: readonly RunExportColumn[];
  /** Some rows at a time, each with a cell for each column. */
  pages: AsyncIterable<readonly RunCell[][]>;
}

export interface RunExportOptions {
  runs: Pick<RunService, 'list' | 'read'>;
  settings: Pick<MetricSettings, 'list'>;
  now: () => number;
}

const PAGE = 500;
/** Of each metric, where no columns are asked for. */
const USUAL_STATS = ['last', 'min', 'max'];

/** Makes tables of runs for programs: any number of them, whole values. */
export function createRunExportService({ runs, settings, now }: RunExportOptions) {
  async function* pagesOf({ ids, format: _, columns: __, ...filter }: RunExportQuery): AsyncGenerator<Run[]> {
    for (let from = 0; ids && from < ids.length; from += MOST_RUNS_READ)
      yield (await runs.read(ids.slice(from, from + MOST_RUNS_READ))).runs;
    if (ids) return;
    let cursor: string | null = null;
    do {
      const page = await runs.list({ ...filter, limit: PAGE, ...(cursor !== null && { cursor }) });
      yield page.runs;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  async function directions() {
    const set = new Map(
      (await settings.list()).map((each) => [JSON.stringify([each.project, each.metric]), each.goal]),
    );
    return (run: Run) => (metric: string) => {
      const goal = set.get(JSON.stringify([run.project, metric]));
      if (goal === 'none') return undefined;
      return goal ?? betterDirection(metric);
    };
  }

  return {
    /**
     * Reads the runs once to know their columns, and again as the table is read.
     *
     * @throws {AppError} `invalid` for a column that is none, and for a filter or an order that cannot be read
     */
    async open(query: RunExportQuery): Promise<RunExportTable> {
      const directionOf = await directions();
      const at = now();
      const asked = query.columns?.map(expectColumn);
      const found = new Columns(asked);
      const cellOf = (run: Run, column: ColumnName) => {
        const value = runValue(run, column, directionOf(run), at);
        return column.id === 'duration' && typeof value === 'number' ? value / 1000 : value;
      };
      for await (const page of pagesOf(query)) for (const run of page) found.look(run, cellOf);
      const columns = found.list();
      async function* pages() {
        for await (const page of pagesOf(query)) yield page.map((run) => columns.map((column) => cellOf(run, column)));
      }
      return { columns: columns.map((column) => found.described(column)), pages: pages() };
    },
  };
}

export type RunExportService = ReturnType<typeof createRunExportService>;

/** Which columns there are, and what is in them. */
class Columns {
  readonly #asked: readonly ColumnName[] | undefined;
  readonly #found = new Map<string, ColumnName>();
  readonly #texts = new Set<string>();

  constructor(asked: readonly ColumnName[] | undefined) {
    this.#asked = asked;
  }

  look(run: Run, cellOf: (run: Run, column: ColumnName) => RunCell): void {
    if (!this.#asked) for (const id of namesOf(run)) if (!this.#found.has(id)) this.#found.set(id, expectColumn(id));
    for (const column of this.#asked ?? this.#found.values())
      if (typeof cellOf(run, column) === 'string') this.#texts.add(column.id);
  }

  list(): readonly ColumnName[] {
    if (this.#asked) return this.#asked;
    return [...RUN_FIELDS.map(expectColumn), ...[...this.#found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))];
  }

  described(column: ColumnName): RunExportColumn {
    const name = column.id === 'duration' ? 'duration_seconds' : column.id;
    if (isTimeColumn(column)) return { name, kind: 'time' };
    const isField = RUN_FIELDS.includes(column.id as never) && !['seed', 'duration', 'children'].includes(column.id);
    return { name, kind: isField || this.#texts.has(column.id) ? 'text' : 'number' };
  }
}

function namesOf({ config, summary }: Run): string[] {
  const settings = [...flatten(config).keys()].filter(Boolean).map((path) => `config.${path}`);
  return [...settings, ...Object.keys(summary).flatMap((key) => USUAL_STATS.map((stat) => `summary.${key}.${stat}`))];
}

function expectColumn(id: string): ColumnName {
  const column = columnName(id);
  if (column) return column;
  throw new AppError(
    'invalid',
    `There is no column "${id}": a field, config.PATH or summary.METRIC.STAT was expected.`,
    {
      fields: [{ path: '/columns', message: `has "${id}"` }],
    },
  );
}
