import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { JsonNumber } from './number.ts';
import { RunId, SeriesSummary } from './run.ts';

/** What the x axis means: the step, milliseconds since the run's first point, or milliseconds since the epoch. */
export const XAxis = Type.Enum(['step', 'relative', 'time']);
export type XAxis = Static<typeof XAxis>;

/** Alternatives to `smoothing`, also computed over every point. Values that are not finite have no weight and pass unchanged. */
export const Smoother = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('time-ema'),
        halfLifeMs: Type.Number({ exclusiveMinimum: 0, description: 'After this long a point weighs half as much.' }),
      },
      { additionalProperties: false, description: 'A moving average whose past fades with time, not with points.' },
    ),
    Type.Object(
      { kind: Type.Literal('average'), points: Type.Integer({ minimum: 1, maximum: 10_000 }) },
      { additionalProperties: false, description: 'The mean of as many points around each.' },
    ),
    Type.Object(
      {
        kind: Type.Literal('gaussian'),
        deviation: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'In points.' }),
      },
      { additionalProperties: false, description: 'Points around each weigh less the further they are.' },
    ),
  ],
  { $id: 'Smoother', discriminator: { propertyName: 'kind' } },
);
export type Smoother = Static<typeof Smoother>;

/** The body of `POST /query/series`: every requested key of every requested run, reduced to a pixel count. */
export const SeriesQuery = Type.Object(
  {
    runs: Type.Array(RunId, { minItems: 1, maxItems: 1000 }),
    keys: Type.Array(MetricKey, { minItems: 1, maxItems: 1000 }),
    x: Type.Optional(XAxis),
    window: Type.Optional(
      Type.Tuple([Type.Number(), Type.Number()], { description: 'Lowest and highest x wanted, both included.' }),
    ),
    pixels: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1000, description: 'Buckets of each curve, at most.' }),
    ),
    logX: Type.Optional(
      Type.Boolean({
        description: 'Whether pixels divide the logarithm of x. Points at 0 and below are left out. Not over `time`.',
      }),
    ),
    smoothing: Type.Optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 1,
        description: 'Weight of the past in the debiased moving average; 0 is none.',
      }),
    ),
    smoother: Type.Optional(Smoother),
    xMetric: Type.Optional(
      Type.String({
        ...MetricKey,
        description:
          'Instead of `x`: the last finite value that this metric of the run had at each step. Points before its first are left out.',
      }),
    ),
  },
  { $id: 'SeriesQuery', additionalProperties: false },
);
export type SeriesQuery = Static<typeof SeriesQuery>;

/**
 * A clock that was set back splits a curve over time into pieces, which stay apart where they overlap. Past so many,
 * as of a clock that jumps at every point, they are taken together.
 */
export const MOST_CLOCK_PIECES = 24;

/**
 * Buckets of a series as columns, in order of x, or piece by piece where a clock was set back: one bucket a pixel column, or one a point when there
 * are no more points than pixels. `min`, `max` and `mean` are over finite values, null where a bucket
 * has none. `smoothed` is the moving average over every point, read at each bucket's last point.
 */
export const Buckets = Type.Object(
  {
    step: Type.Array(Type.Integer(), { description: "Step of the bucket's last point." }),
    time: Type.Array(Type.Number(), { description: "Time of the bucket's last point, ms since the epoch." }),
    first: Type.Array(JsonNumber),
    last: Type.Array(JsonNumber),
    min: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    max: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    mean: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    count: Type.Array(Type.Integer()),
    nonFinite: Type.Array(Type.Integer()),
    nonFiniteKinds: Type.Optional(
      Type.Array(Type.Integer(), {
        description: 'Where it is asked for: 1 with +∞, 2 with −∞, 4 with NaN, or their sum.',
      }),
    ),
    smoothed: Type.Optional(Type.Array(JsonNumber)),
    x: Type.Optional(Type.Array(Type.Number(), { description: "With `xMetric`: x of the bucket's last point." })),
  },
  {
    $id: 'Buckets',
    description: 'Buckets of a series as columns, in order of x; over a clock that was set back, piece by piece.',
  },
);
export type Buckets = Static<typeof Buckets>;

export const SeriesResult = Type.Object(
  {
    run: RunId,
    key: MetricKey,
    rev: Type.Integer({ description: "The run's revision that this answer shows." }),
    startTime: Type.Union([Type.Number(), Type.Null()], {
      description: "Time of the run's first point: relative x counts from here.",
    }),
    points: Type.Integer({ description: 'How many points of the window stand behind the buckets.' }),
    raw: Type.Boolean({ description: 'True when each bucket is one point.' }),
    buckets: Buckets,
    smoothingState: Type.Optional(
      Type.Object(
        { last: Type.Number(), count: Type.Integer() },
        { description: 'To go on smoothing live points without a seam.' },
      ),
    ),
    summary: SeriesSummary,
  },
  { $id: 'SeriesResult', description: 'The curve of one series of one run.' },
);
export type SeriesResult = Static<typeof SeriesResult>;

/** The answer of `POST /query/series`. */
export const SeriesAnswer = Type.Object(
  { series: Type.Array(SeriesResult) },
  { $id: 'SeriesAnswer', description: 'A curve for each run and key that has points.' },
);
export type SeriesAnswer = Static<typeof SeriesAnswer>;
