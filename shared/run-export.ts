import { type Static, Type } from 'typebox';
import { RunId } from './run.ts';
import { RunQuery } from './run-list.ts';

/** As many runs are named in a request; a filter finds any number. */
export const MOST_RUNS_EXPORTED = 100_000;

export const RunExportFormat = Type.Enum(['csv', 'json', 'parquet']);
export type RunExportFormat = Static<typeof RunExportFormat>;

const { project, state, group, tag, text, where, archived, sort, order } = RunQuery.properties;

/** The body of `POST /query/runs/export`. */
export const RunExportQuery = Type.Object(
  {
    format: RunExportFormat,
    columns: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 600 }), {
        minItems: 1,
        maxItems: 500,
        description:
          'In their order: fields such as `name`, `config.PATH`, `summary.METRIC.STAT` with last, best, bestStep, min, max, mean, lastStep, count or nonFinite. Without, all that one of the runs has.',
      }),
    ),
    ids: Type.Optional(
      Type.Array(RunId, {
        minItems: 1,
        maxItems: MOST_RUNS_EXPORTED,
        description: 'These runs, in this order, instead of those that match.',
      }),
    ),
    ...{ project, state, group, tag, text, where, archived, sort, order },
  },
  { $id: 'RunExportQuery', additionalProperties: false },
);
export type RunExportQuery = Static<typeof RunExportQuery>;
