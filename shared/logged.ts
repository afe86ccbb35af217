import { type Static, Type } from 'typebox';
import { MetricKey, PointColumns, StoredEvent, StoredLogLine } from './ingest.ts';
import { SeriesSummary } from './run.ts';

/** The revision of a run that an answer shows at least: where a live subscription goes on from. */
export const Rev = Type.Integer({ description: 'Revision that the answer shows; a cursor for WS /live.' });

/** The answer of `GET /runs/:id/series`. */
export const SeriesList = Type.Object(
  { series: Type.Record(Type.String(), SeriesSummary), rev: Rev },
  { $id: 'SeriesList', description: 'Summaries of every series, by key.' },
);
export type SeriesList = Static<typeof SeriesList>;

/** The query of `GET /runs/:id/logs`. Ids of lines are the cursor, so that a live reader can go on from any line it shows. */
export const LogQuery = Type.Object(
  {
    cursor: Type.Integer({
      minimum: 0,
      default: 0,
      description: '`nextCursor` of the page before, or the id of any line: lines after it.',
    }),
    limit: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 1000,
      description: 'Lines in the answer, at most; fewer where they are long.',
    }),
    tail: Type.Boolean({ default: false, description: 'The last lines instead of the first.' }),
  },
  { additionalProperties: false },
);
export type LogQuery = Static<typeof LogQuery>;

/** The answer of `GET /runs/:id/logs`. */
export const LogPage = Type.Object(
  {
    lines: Type.Array(StoredLogLine),
    nextCursor: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Id of the last line of the page; null when no line follows it.',
    }),
    total: Type.Integer({ description: 'Lines of the run.' }),
    rev: Rev,
  },
  { $id: 'LogPage', description: 'A page of log lines, in the order of storing.' },
);
export type LogPage = Static<typeof LogPage>;

/** The query of `GET /runs/:id/events`. */
export const EventQuery = Type.Object(
  {
    cursor: Type.Integer({ minimum: 0, default: 0, description: '`nextCursor` of the page before: marks after it.' }),
    limit: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 1000,
      description: 'Marks in the answer, at most; fewer where their texts are long.',
    }),
    tail: Type.Boolean({ default: false, description: 'The last marks instead of the first.' }),
  },
  { additionalProperties: false },
);
export type EventQuery = Static<typeof EventQuery>;

/** The answer of `GET /runs/:id/events`. */
export const EventPage = Type.Object(
  {
    events: Type.Array(StoredEvent),
    nextCursor: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Id of the last mark of the page; null when no mark follows it.',
    }),
    total: Type.Integer({ description: 'Marks of the run.' }),
    rev: Rev,
  },
  { $id: 'EventPage', description: 'A page of marks on the curves, in the order of storing.' },
);
export type EventPage = Static<typeof EventPage>;

/** The query of `GET /runs/:id/non-finite`. */
export const NonFiniteQuery = Type.Object(
  {
    key: Type.String({ ...MetricKey, description: 'The metric.' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Points in the answer, at most.' }),
  },
  { additionalProperties: false },
);
export type NonFiniteQuery = Static<typeof NonFiniteQuery>;

/** The answer of `GET /runs/:id/non-finite`. */
export const NonFinitePoints = Type.Object(
  { ...PointColumns.properties, rev: Rev },
  { $id: 'NonFinitePoints', description: 'The first points of a series that are NaN or infinite, in order of step.' },
);
export type NonFinitePoints = Static<typeof NonFinitePoints>;
