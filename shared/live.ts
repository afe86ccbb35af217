import { type Static, Type } from 'typebox';
import { Histogram, MetricKey, PointColumns, RunEvent, StoredLogLine } from './ingest.ts';
import { Run, RunId } from './run.ts';

/** A page that shows more series of a run than this watches all of them. */
export const MAX_WATCHED_SERIES = 1000;

/**
 * What a page watches of one run, from its revision on. Connecting and reconnecting are the same
 * message: `after` is the revision of whatever the page last read or applied.
 */
export const RunWatch = Type.Object(
  {
    after: Type.Integer({ minimum: 0, description: 'Revision that the page already holds.' }),
    series: Type.Union([Type.Literal('all'), Type.Array(MetricKey, { maxItems: MAX_WATCHED_SERIES })]),
    logs: Type.Boolean(),
    histograms: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type RunWatch = Static<typeof RunWatch>;

/** Replaces the connection's whole subscription. `list` asks for the changes of every run, for the runs table. */
export const WatchMessage = Type.Object(
  {
    type: Type.Literal('watch'),
    id: Type.Integer({ minimum: 0, description: 'Returned in `watching` once this subscription is in force.' }),
    list: Type.Boolean(),
    runs: Type.Record(RunId, RunWatch),
  },
  { additionalProperties: false },
);
export type WatchMessage = Static<typeof WatchMessage>;

/** What one commit added to a run. A reader that already shows `rev` or later drops it. */
export const Commit = Type.Object({
  rev: Type.Integer(),
  /** Names of the series that begin with this commit, whether or not their points are watched. */
  newSeries: Type.Optional(Type.Array(MetricKey)),
  series: Type.Optional(Type.Record(MetricKey, PointColumns)),
  histograms: Type.Optional(Type.Array(Histogram)),
  events: Type.Optional(Type.Array(RunEvent)),
  logs: Type.Optional(Type.Array(StoredLogLine)),
});
export type Commit = Static<typeof Commit>;

/**
 * Everything watched in the revisions (from, rev] of a run, in order. A reader that holds a revision
 * before `from` must leave the message aside, for it lacks what lies between.
 */
export const CommitsMessage = Type.Object({
  type: Type.Literal('commits'),
  run: RunId,
  from: Type.Integer(),
  rev: Type.Integer(),
  commits: Type.Array(Commit),
});
export type CommitsMessage = Static<typeof CommitsMessage>;

export const ServerMessage = Type.Union([
  /** The `watch` with this id is in force: what follows answers it, what came before did not. */
  Type.Object({ type: Type.Literal('watching'), id: Type.Integer() }),
  CommitsMessage,
  /** What came after revision `rev` is no longer in memory: read again over HTTP, then watch from there. */
  Type.Object({ type: Type.Literal('reset'), run: RunId, rev: Type.Integer() }),
  /** Runs as they are now: those that changed, and those watched since the last `watch`. */
  Type.Object({ type: Type.Literal('runs'), runs: Type.Array(Run) }),
  /** Runs that were deleted, or are not there. */
  Type.Object({ type: Type.Literal('removed'), ids: Type.Array(RunId) }),
  /** Something was set about a metric of some project: `GET /metric-settings` has it. */
  Type.Object({ type: Type.Literal('metric-settings') }),
  /** An alert was given, cleared or seen, or something was sent: `GET /alerts` has it. */
  Type.Object({ type: Type.Literal('alerts') }),
  /** A study or one of its trials changed: `GET /studies` has it. */
  Type.Object({ type: Type.Literal('studies') }),
  /** What is trained or waits is another: `GET /workers` and `GET /queue` have it. */
  Type.Object({ type: Type.Literal('queue') }),
  Type.Object({ type: Type.Literal('error'), code: Type.String(), message: Type.String() }),
]);
export type ServerMessage = Static<typeof ServerMessage>;
