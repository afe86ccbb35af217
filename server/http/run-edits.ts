import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EditedRuns, EditRuns, RunIdList, RunIdQuery } from '../../shared/run-edits.ts';
import type { RunEditService } from '../services/run-edit-service.ts';
import type { RunService } from '../services/run-service.ts';
import { readAnswers, writeAnswers } from './answers.ts';

const OF_RUNS = { tags: ['Runs'] };

/** `/run-ids` and `PATCH /runs`: find and change any number of runs without reading them. */
export const runEditRoutes: FastifyPluginAsyncTypebox<{ runs: RunService; edits: RunEditService }> = async (
  app,
  { runs, edits },
) => {
  app.get(
    '/run-ids',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'listRunIds',
        summary: 'List the ids of all runs that match',
        querystring: RunIdQuery,
        response: readAnswers({ 200: RunIdList }),
      },
    },
    async (request) => ({ ids: await runs.listIds(request.query) }),
  );

  app.patch(
    '/runs',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'editRuns',
        summary: 'Change many runs',
        description:
          'All at once. A run that cannot be changed is named in `failed` and leaves the others as they are; `undo` is the body that takes back what was changed.',
        body: EditRuns,
        response: writeAnswers({ 200: EditedRuns }),
      },
    },
    async (request) => edits.edit(request.body),
  );
};
