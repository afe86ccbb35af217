import { type Static, Type } from 'typebox';
import { Histogram, MetricKey } from './ingest.ts';
import { Rev } from './logged.ts';
import { RunId } from './run.ts';

/** The body of `POST /query/histograms`. */
export const HistogramQuery = Type.Object(
  {
    run: RunId,
    keys: Type.Array(MetricKey, { minItems: 1, maxItems: 100 }),
    pixels: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        default: 100,
        description: 'Steps in the answer at most, for each key: evenly chosen, first and last kept.',
      }),
    ),
  },
  { $id: 'HistogramQuery', additionalProperties: false },
);
export type HistogramQuery = Static<typeof HistogramQuery>;

export const HistogramSeries = Type.Object(
  { key: MetricKey, histograms: Type.Array(Type.Omit(Histogram, ['key'])) },
  { $id: 'HistogramSeries', description: 'Histograms of one key, in order of step.' },
);
export type HistogramSeries = Static<typeof HistogramSeries>;

/** The answer of `POST /query/histograms`. */
export const HistogramAnswer = Type.Object(
  { series: Type.Array(HistogramSeries), rev: Rev },
  { $id: 'HistogramAnswer', description: 'Histograms over steps, for each key that was asked for.' },
);
export type HistogramAnswer = Static<typeof HistogramAnswer>;

export const HistogramKey = Type.Object(
  {
    key: MetricKey,
    count: Type.Integer({ description: 'Steps that have a histogram.' }),
    firstStep: Type.Integer(),
    lastStep: Type.Integer(),
  },
  { $id: 'HistogramKey' },
);
export type HistogramKey = Static<typeof HistogramKey>;

/** The answer of `GET /runs/:id/histograms`. */
export const HistogramKeyList = Type.Object(
  { keys: Type.Array(HistogramKey), rev: Rev },
  { $id: 'HistogramKeyList', description: 'The keys that have histograms.' },
);
export type HistogramKeyList = Static<typeof HistogramKeyList>;
