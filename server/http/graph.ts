import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { GraphAnswer } from '../../shared/training/graph.ts';
import type { GraphService } from '../services/graph-service.ts';
import { ById, RUN_REFUSALS, readAnswers } from './answers.ts';

/** What the network of a training run computes. */
export const graphRoutes: FastifyPluginAsyncTypebox<{ graphs: GraphService }> = async (app, { graphs }) => {
  app.get(
    '/runs/:id/graph',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'getGraph',
        summary: 'Computational graph of a training run: its layers and the operations of its first step',
        params: ById,
        response: readAnswers({ 200: GraphAnswer }, ...RUN_REFUSALS, 'damaged'),
      },
    },
    async (request) => ({ graph: await graphs.read(request.params.id) }),
  );
};
