import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SteerAnswer, SteerRequest } from '../../shared/training/steering.ts';
import type { SteeringService } from '../services/steering-service.ts';
import { ById, RUN_REFUSALS, writeAnswers } from './answers.ts';

/** Changes settings of a training while it goes on. */
export const steeringRoutes: FastifyPluginAsyncTypebox<{ steering: SteeringService }> = async (app, { steering }) => {
  app.post(
    '/runs/:id/steer',
    {
      schema: {
        tags: ['Training'],
        operationId: 'steerRun',
        summary: 'Change settings of a training while it runs',
        description:
          'Between two steps; the answer names the first step taken with them. From there every number is computed as if the run had been launched with them, while its state stays; `learningRate` is the full rate of the schedule. What was set is a mark on the curves and part of the run, so that going on and reproducing repeat it.',
        params: ById,
        body: SteerRequest,
        response: writeAnswers({ 200: SteerAnswer }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request) => steering.steer(request.params.id, request.body.set, request.body.by ?? request.ip),
  );
};
