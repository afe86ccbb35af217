import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RunFieldList, RunFieldQuery } from '../../shared/run-fields.ts';
import { RunGroupList, RunGroupQuery } from '../../shared/run-groups.ts';
import type { RunFieldService } from '../services/run-field-service.ts';
import type { RunService } from '../services/run-service.ts';
import { readAnswers } from './answers.ts';

const OF_RUNS = { tags: ['Runs'] };

/** `/run-groups` and `/run-fields`: what many runs are and have, without reading them. */
export const runGroupRoutes: FastifyPluginAsyncTypebox<{ runs: RunService; fields: RunFieldService }> = async (
  app,
  { runs, fields },
) => {
  app.get(
    '/run-groups',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'groupRuns',
        summary: 'Sum up runs in groups',
        description:
          'By `group`, `project`, `state`, `kind`, `jobType`, `seed`, `optimizer`, `dataset`, `tag:KEY` of tags `KEY=value`, or any setting such as `config.batchSize`.',
        querystring: RunGroupQuery,
        response: readAnswers({ 200: RunGroupList }),
      },
    },
    async (request) => runs.group(request.query),
  );

  app.get(
    '/run-fields',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'listRunFields',
        summary: 'List what runs can be filtered and shown by',
        description: 'Settings, tags and metrics of the newest 500 runs, with values that there are.',
        querystring: RunFieldQuery,
        response: readAnswers({ 200: RunFieldList }),
      },
    },
    async (request) => fields.list(request.query.project),
  );
};
