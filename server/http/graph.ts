import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { NetworkGraph } from '../../shared/training/graph.ts';
import type { GraphService } from '../services/graph-service.ts';
import { answers, ById } from './answers.ts';

const Graph = Type.Object({
  graph: Type.Union([NetworkGraph, Type.Null()], { description: 'Null for a run that has not taken a step here.' }),
});

/** What the network of a training run computes. */
export const graphRoutes: FastifyPluginAsyncTypebox<{ graphs: GraphService }> = async (app, { graphs }) => {
  app.get(
    '/runs/:id/graph',
    {
      schema: {
        summary: 'Computational graph of a training run: its layers and the operations of its first step',
        params: ById,
        response: answers({ 200: Graph }),
      },
    },
    async (request) => ({ graph: await graphs.read(request.params.id) }),
  );
};
