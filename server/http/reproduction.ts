import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Run } from '../../shared/run.ts';
import { Reproduction } from '../../shared/training/reproduction.ts';
import type { ReproductionService } from '../services/reproduction-service.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';

/** Runs that are trained again, and how they compare. */
export const reproductionRoutes: FastifyPluginAsyncTypebox<{ reproductions: ReproductionService }> = async (
  app,
  { reproductions },
) => {
  app.post(
    '/runs/:id/reproduce',
    {
      schema: {
        tags: ['Training'],
        operationId: 'reproduceRun',
        summary: 'Train a run again',
        description:
          'Queues a run with the same settings, seeds, steering and kernels, which fails where the data has changed. While one waits or trains, it is answered with 200.',
        params: ById,
        response: writeAnswers({ 200: Run, 201: Run }, ...RUN_REFUSALS, 'conflict', 'overloaded'),
      },
    },
    async (request, reply) => {
      const { run, created } = await reproductions.reproduce(request.params.id);
      return reply.code(created ? 201 : 200).send(run);
    },
  );

  app.get(
    '/runs/:id/reproduction',
    {
      schema: {
        tags: ['Training'],
        operationId: 'readReproduction',
        summary: 'Compare a run with the one that repeats it, point by point',
        description: 'Of a run with several, the newest; of a run that repeats another, with that one.',
        params: ById,
        response: readAnswers({ 200: Reproduction }, ...RUN_REFUSALS),
      },
    },
    async (request) => reproductions.read(request.params.id),
  );
};
