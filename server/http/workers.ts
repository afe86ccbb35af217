import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SetWorkers, WorkerList } from '../../shared/queue.ts';
import type { QueueService } from '../services/queue-service.ts';
import { readAnswers, writeAnswers } from './answers.ts';

/** The threads that train. */
export const workerRoutes: FastifyPluginAsyncTypebox<{ queue: QueueService }> = async (app, { queue }) => {
  app.get(
    '/workers',
    {
      schema: {
        tags: ['Training'],
        operationId: 'listWorkers',
        summary: 'List the workers and what each does',
        response: readAnswers({ 200: WorkerList }),
      },
    },
    async () => queue.list(),
  );

  app.put(
    '/workers',
    {
      schema: {
        tags: ['Training'],
        operationId: 'setWorkers',
        summary: 'Set how many runs are trained at once',
        description:
          'At once, and until the server is started with another `--workers`. With fewer, those that train are trained to their end.',
        body: SetWorkers,
        response: writeAnswers({ 200: WorkerList }),
      },
    },
    async (request) => queue.setWorkers(request.body.count),
  );
};
