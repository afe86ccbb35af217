import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { PatchPlace, Queue } from '../../shared/queue.ts';
import type { QueueService } from '../services/queue-service.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';

/** The runs that wait for a worker, and their order. */
export const queueRoutes: FastifyPluginAsyncTypebox<{ queue: QueueService }> = async (app, { queue }) => {
  app.get(
    '/queue',
    {
      schema: {
        tags: ['Training'],
        operationId: 'readQueue',
        summary: 'List the runs that wait, next first, with estimated starts',
        response: readAnswers({ 200: Queue }),
      },
    },
    async () => queue.read(),
  );

  app.patch(
    '/runs/:id/queue',
    {
      schema: {
        tags: ['Training'],
        operationId: 'placeRun',
        summary: 'Move a run that waits',
        description: 'To another priority, or before or after another run, whose priority it takes.',
        params: ById,
        body: PatchPlace,
        response: writeAnswers({ 200: Queue }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request) => queue.place(request.params.id, request.body),
  );
};
