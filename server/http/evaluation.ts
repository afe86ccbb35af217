import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { EvaluationAnswer } from '../../shared/training/evaluation.ts';
import type { EvaluationService } from '../services/evaluation-service.ts';
import { ById, RUN_REFUSALS, readAnswers } from './answers.ts';

/** What the network of a training run does on its test set. */
export const evaluationRoutes: FastifyPluginAsyncTypebox<{ evaluations: EvaluationService }> = async (
  app,
  { evaluations },
) => {
  app.get(
    '/runs/:id/evaluation',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'getEvaluation',
        summary: 'Scores and confusion matrix of a training run on its test set',
        params: ById,
        response: readAnswers({ 200: EvaluationAnswer }, ...RUN_REFUSALS, 'damaged'),
      },
    },
    async (request) => ({ evaluation: await evaluations.read(request.params.id) }),
  );
};
