import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CutRun, Edited, RenameSeries } from '../../shared/edit.ts';
import { MetricKey } from '../../shared/ingest.ts';
import type { MetricEditService } from '../services/metric-edit-service.ts';
import { answers, ById } from './answers.ts';

const ByKey = Type.Object({ key: MetricKey }, { additionalProperties: false });

/** Changes to what runs logged, after the fact. */
export const metricEditRoutes: FastifyPluginAsyncTypebox<{ edits: MetricEditService }> = async (app, { edits }) => {
  app.delete(
    '/runs/:id/series',
    {
      schema: {
        summary: 'Delete a series for good',
        description: 'Its space is given back.',
        params: ById,
        querystring: ByKey,
        response: answers({ 200: Edited }),
      },
    },
    async (request) => edits.deleteSeries(request.params.id, request.query.key),
  );

  app.patch(
    '/runs/:id/series',
    {
      schema: {
        summary: 'Rename a series, or merge it into another',
        params: ById,
        body: RenameSeries,
        response: answers({ 200: Edited }),
      },
    },
    async (request) => edits.renameSeries(request.params.id, request.body),
  );

  app.post(
    '/runs/:id/cut',
    {
      schema: {
        summary: "Cut off a run's tail",
        description:
          'Removes points, histograms and marks after a step, for good. While a run of very many series is cut, it answers 429.',
        params: ById,
        body: CutRun,
        response: answers({ 200: Edited }),
      },
    },
    async (request) => edits.cut(request.params.id, request.body.after),
  );
};
