import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { GroupAnswer, GroupQuery } from '../../shared/group-query.ts';
import { HistogramAnswer, HistogramKeyList, HistogramQuery } from '../../shared/histogram-query.ts';
import {
  EventPage,
  EventQuery,
  LogPage,
  LogQuery,
  NonFinitePoints,
  NonFiniteQuery,
  SeriesList,
} from '../../shared/logged.ts';
import { SeriesAnswer, SeriesQuery } from '../../shared/query.ts';
import type { MetricService } from '../services/metric-service.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';
import { jsonPieces } from './json-pieces.ts';

const OF_CURVES = { tags: ['Curves'] };

/** What runs logged: curves reduced to pixels, lines, marks and histograms. */
export const metricRoutes: FastifyPluginAsyncTypebox<{ metrics: MetricService }> = async (app, { metrics }) => {
  app.get(
    '/runs/:id/series',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'listSeries',
        summary: 'Summaries of every series',
        params: ById,
        response: readAnswers({ 200: SeriesList }, ...RUN_REFUSALS),
      },
    },
    async (request, reply) => {
      const { series, ...others } = await metrics.series(request.params.id);
      const pieces = Readable.from(jsonPieces('series', series, others));
      return reply.type('application/json; charset=utf-8').send(pieces as never); // what is declared is what it reads as
    },
  );

  app.get(
    '/runs/:id/logs',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'listLogs',
        summary: 'Log lines',
        params: ById,
        querystring: LogQuery,
        response: readAnswers({ 200: LogPage }, ...RUN_REFUSALS),
      },
    },
    async (request) => metrics.logs(request.params.id, request.query),
  );

  app.get(
    '/runs/:id/events',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'listEvents',
        summary: 'Marks on the curves',
        params: ById,
        querystring: EventQuery,
        response: readAnswers({ 200: EventPage }, ...RUN_REFUSALS),
      },
    },
    async (request) => metrics.events(request.params.id, request.query),
  );

  app.get(
    '/runs/:id/non-finite',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'listNonFinite',
        summary: 'Where a series is NaN or infinite',
        params: ById,
        querystring: NonFiniteQuery,
        response: readAnswers({ 200: NonFinitePoints }, ...RUN_REFUSALS),
      },
    },
    async (request) => metrics.nonFinite(request.params.id, request.query),
  );

  app.get(
    '/runs/:id/histograms',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'listHistogramKeys',
        summary: 'Which histograms there are',
        params: ById,
        response: readAnswers({ 200: HistogramKeyList }, ...RUN_REFUSALS),
      },
    },
    async (request) => metrics.histogramKeys(request.params.id),
  );

  app.post(
    '/query/series',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'querySeries',
        summary: 'Curves of runs, reduced to pixels',
        description:
          'Min and max of each bucket are exact. Series that a run does not have are left out, and so are runs that are missing or in the trash.',
        body: SeriesQuery,
        response: writeAnswers({ 200: SeriesAnswer }),
      },
    },
    async (request) => metrics.querySeries(request.body),
  );

  app.post(
    '/query/groups',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'queryGroups',
        summary: 'Curves of groups of runs',
        description:
          'The middle of each group and what lies around it, on a grid that all groups share. Runs that are missing or in the trash are left out.',
        body: GroupQuery,
        response: writeAnswers({ 200: GroupAnswer }),
      },
    },
    async (request) => metrics.queryGroups(request.body),
  );

  app.post(
    '/query/histograms',
    {
      schema: {
        ...OF_CURVES,
        operationId: 'queryHistograms',
        summary: 'Histograms over steps',
        body: HistogramQuery,
        response: writeAnswers({ 200: HistogramAnswer }, ...RUN_REFUSALS),
      },
    },
    async (request) => metrics.queryHistograms(request.body),
  );
};
