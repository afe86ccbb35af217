import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Lineage } from '../../shared/lineage.ts';
import { Run } from '../../shared/run.ts';
import { ForkPlan, ForkRequest } from '../../shared/training/fork.ts';
import type { ForkService } from '../services/fork-service.ts';
import type { LineageService } from '../services/lineage-service.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';

const CODES = [...RUN_REFUSALS, 'conflict', 'damaged', 'dataset_unavailable'] as const;

/** Runs that go on from a saved state of another, and which come from which. */
export const forkRoutes: FastifyPluginAsyncTypebox<{ forks: ForkService; lineage: LineageService }> = async (
  app,
  { forks, lineage },
) => {
  app.post(
    '/runs/:id/fork',
    {
      schema: {
        tags: ['Training'],
        operationId: 'forkRun',
        summary: 'Fork a run from one of its checkpoints',
        description:
          'Queues a run that begins with a saved state of this one, with other settings: `{"changes": {"optimizer": {"learningRate": 0.01}}}`. What of the state does not fit is initialized anew, and said in the log and on the curve of the new run.',
        params: ById,
        body: ForkRequest,
        response: writeAnswers({ 200: Run, 201: Run }, ...CODES, 'overloaded'),
      },
    },
    async ({ params, body }, reply) => {
      const { run, created } = await forks.fork(params.id, body);
      return reply.code(created ? 201 : 200).send(run);
    },
  );

  app.post(
    '/runs/:id/fork/plan',
    {
      schema: {
        tags: ['Training'],
        operationId: 'planFork',
        summary: 'What a fork would change, and what would not fit',
        description: 'Takes the body of a fork, and launches nothing.',
        params: ById,
        body: ForkRequest,
        response: writeAnswers({ 200: ForkPlan }, ...CODES),
      },
    },
    async ({ params, body }) => forks.plan(params.id, body),
  );

  app.get(
    '/runs/:id/lineage',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'getLineage',
        summary: 'The runs that a run comes from, and those that come from it',
        params: ById,
        response: readAnswers({ 200: Lineage }, ...RUN_REFUSALS),
      },
    },
    async (request) => lineage.lineage(request.params.id),
  );
};
