import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Edited, RenameSeries, ReplaceConfig, TruncateRun } from '../../shared/edit.ts';
import { MetricKey } from '../../shared/ingest.ts';
import { Run } from '../../shared/run.ts';
import type { MetricEditService } from '../services/metric-edit-service.ts';
import type { RunConfigService } from '../services/run-config-service.ts';
import { ById, RUN_REFUSALS, writeAnswers } from './answers.ts';

const ByKey = Type.Object(
  { key: Type.String({ ...MetricKey, description: 'Key of the series.' }) },
  { additionalProperties: false },
);

/** Changes to what runs logged, after the fact. Each leaves a mark of kind `edit` that says what was changed. */
export const metricEditRoutes: FastifyPluginAsyncTypebox<{
  edits: MetricEditService;
  configs: RunConfigService;
}> = async (app, { edits, configs }) => {
  app.put(
    '/runs/:id/config',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'replaceConfig',
        summary: 'Correct the settings of a run that has ended',
        description:
          'Of a run that a script logged. What was changed is kept as a mark of kind `edit`; while the run goes on, PATCH merges into its settings.',
        params: ById,
        body: ReplaceConfig,
        response: writeAnswers({ 200: Run }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request) => configs.replace(request.params.id, request.body.config),
  );

  app.delete(
    '/runs/:id/series',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'deleteSeries',
        summary: 'Delete a series for good',
        description: 'Its space is given back.',
        params: ById,
        querystring: ByKey,
        response: writeAnswers({ 200: Edited }, ...RUN_REFUSALS, 'overloaded'),
      },
    },
    async (request) => edits.deleteSeries(request.params.id, request.query.key),
  );

  app.patch(
    '/runs/:id/series',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'renameSeries',
        summary: 'Rename a series, or merge it into another',
        params: ById,
        body: RenameSeries,
        response: writeAnswers({ 200: Edited }, ...RUN_REFUSALS, 'conflict', 'overloaded'),
      },
    },
    async (request) => edits.renameSeries(request.params.id, request.body),
  );

  app.post(
    '/runs/:id/truncate',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'truncateRun',
        summary: 'Remove what was logged after a step',
        description:
          'Removes points, histograms and marks after a step, for good; marks of kind `edit` stay. While a run of very many series is truncated, it answers 429.',
        params: ById,
        body: TruncateRun,
        response: writeAnswers({ 200: Edited }, ...RUN_REFUSALS, 'overloaded'),
      },
    },
    async (request) => edits.truncate(request.params.id, request.body.after),
  );
};
