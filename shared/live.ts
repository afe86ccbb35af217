import { type Static, Type } from 'typebox';
import { Histogram, MetricKey, PointColumns, RunEvent, StoredLogLine } from './ingest.ts';
import { Run, RunId } from './run.ts';

/**
 * What a page wants to hear about one run, from its cursor on. Connecting and reconnecting are the
 * same message: the cursor is the `rev` of whatever the page last read or applied.
 */
export const RunWatch = Type.Object(
  {
    after: Type.Integer({ minimum: 0, description: 'Revision that the page already holds.' }),
    series: Type.Union([Type.Literal('all'), Type.Array(MetricKey, { maxItems: 1000 })]),
    logs: Type.Boolean(),
    histograms: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type RunWatch = Static<typeof RunWatch>;

/** Replaces the connection's whole subscription. `list` asks for every run's changes, for the runs table. */
export const WatchMessage = Type.Object(
  { type: Type.Literal('watch'), list: Type.Boolean(), runs: Type.Record(RunId, RunWatch) },
  { additionalProperties: false },
);
export type WatchMessage = Static<typeof WatchMessage>;

/** What one commit added to a run. A reader that already shows `rev` or later drops it. */
export const Commit = Type.Object({
  rev: Type.Integer(),
  series: Type.Optional(Type.Record(MetricKey, PointColumns)),
  histograms: Type.Optional(Type.Array(Histogram)),
  events: Type.Optional(Type.Array(RunEvent)),
  logs: Type.Optional(Type.Array(StoredLogLine)),
});
export type Commit = Static<typeof Commit>;

export const ServerMessage = Type.Union([
  /** Data commits of a watched run after the cursor, in order; `rev` is the new cursor. */
  Type.Object({ type: Type.Literal('commits'), run: RunId, rev: Type.Integer(), commits: Type.Array(Commit) }),
  /** What came after the cursor is no longer at hand: read again over HTTP, then watch from there. */
  Type.Object({ type: Type.Literal('reset'), run: RunId, rev: Type.Integer() }),
  /** Newest form of runs that changed: watched ones and, with `list`, all. */
  Type.Object({ type: Type.Literal('runs'), runs: Type.Array(Run) }),
  Type.Object({ type: Type.Literal('removed'), ids: Type.Array(RunId) }),
  Type.Object({ type: Type.Literal('error'), code: Type.String(), message: Type.String() }),
]);
export type ServerMessage = Static<typeof ServerMessage>;
