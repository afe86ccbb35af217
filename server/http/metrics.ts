import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { GroupAnswer, GroupQuery } from '../../shared/group-query.ts';
import { Histogram, MetricKey, StoredEvent, StoredLogLine } from '../../shared/ingest.ts';
import { HistogramQuery, SeriesAnswer, SeriesQuery } from '../../shared/query.ts';
import { SeriesSummary } from '../../shared/run.ts';
import type { MetricService } from '../services/metric-service.ts';
import { answers, ById } from './answers.ts';

const Rev = Type.Integer({ description: 'Revision that the answer shows; a cursor for WS /live.' });

const AllSeries = Type.Object({ series: Type.Record(Type.String(), SeriesSummary), rev: Rev });
const LogQuery = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0, description: 'Lines after the one with this id.' }),
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 }),
    tail: Type.Boolean({ default: false, description: 'The last lines instead of the first.' }),
  },
  { additionalProperties: false },
);
const LogPage = Type.Object({
  lines: Type.Array(StoredLogLine),
  total: Type.Integer(),
  rev: Rev,
});
const Events = Type.Object({ events: Type.Array(StoredEvent), rev: Rev });
const HistogramKeys = Type.Object({
  keys: Type.Array(
    Type.Object({ key: MetricKey, count: Type.Integer(), firstStep: Type.Integer(), lastStep: Type.Integer() }),
  ),
  rev: Rev,
});
const Histograms = Type.Object({
  series: Type.Array(Type.Object({ key: MetricKey, histograms: Type.Array(Type.Omit(Histogram, ['key'])) })),
  rev: Rev,
});

/** What runs logged: curves reduced to pixels, lines, marks and histograms. */
export const metricRoutes: FastifyPluginAsyncTypebox<{ metrics: MetricService }> = async (app, { metrics }) => {
  app.get(
    '/runs/:id/series',
    { schema: { summary: 'Summaries of every series', params: ById, response: answers({ 200: AllSeries }) } },
    async (request) => metrics.series(request.params.id),
  );

  app.get(
    '/runs/:id/logs',
    { schema: { summary: 'Log lines', params: ById, querystring: LogQuery, response: answers({ 200: LogPage }) } },
    async (request) => metrics.logs(request.params.id, request.query),
  );

  app.get(
    '/runs/:id/events',
    { schema: { summary: 'Marks on the curves', params: ById, response: answers({ 200: Events }) } },
    async (request) => metrics.events(request.params.id),
  );

  app.get(
    '/runs/:id/histograms',
    { schema: { summary: 'Which histograms there are', params: ById, response: answers({ 200: HistogramKeys }) } },
    async (request) => metrics.histogramKeys(request.params.id),
  );

  app.post(
    '/query/series',
    {
      schema: {
        summary: 'Curves of runs, reduced to pixels',
        description: 'Min and max of each bucket are exact. Series that a run does not have are left out.',
        body: SeriesQuery,
        response: answers({ 200: SeriesAnswer }),
      },
    },
    async (request) => metrics.querySeries(request.body),
  );

  app.post(
    '/query/groups',
    {
      schema: {
        summary: 'Curves of groups of runs',
        description: 'The middle of each group and what lies around it, on a grid that all groups share.',
        body: GroupQuery,
        response: answers({ 200: GroupAnswer }),
      },
    },
    async (request) => metrics.queryGroups(request.body),
  );

  app.post(
    '/query/histograms',
    { schema: { summary: 'Histograms over steps', body: HistogramQuery, response: answers({ 200: Histograms }) } },
    async (request) => metrics.queryHistograms(request.body),
  );
};
