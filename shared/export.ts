import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { SeriesQuery } from './query.ts';

export const ExportFormat = Type.Enum(['csv', 'json', 'arrow', 'parquet']);
export type ExportFormat = Static<typeof ExportFormat>;

/** The body of `POST /export`: a query of curves, and what to make of its answer. */
export const ExportQuery = Type.Object(
  {
    ...SeriesQuery.properties,
    keys: Type.Optional(
      Type.Array(MetricKey, { minItems: 1, maxItems: 1000, description: 'Without, every series of the runs.' }),
    ),
    of: Type.Enum(['points', 'chart'], {
      default: 'points',
      description: 'Every point that was logged, or the buckets that a chart with this query shows.',
    }),
    format: ExportFormat,
  },
  { $id: 'ExportQuery', additionalProperties: false },
);
export type ExportQuery = Static<typeof ExportQuery>;
