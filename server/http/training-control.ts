import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Run } from '../../shared/run.ts';
import type { TrainingControl } from '../services/training-control.ts';
import { ById, RUN_REFUSALS, writeAnswers } from './answers.ts';

const OF_TRAINING = { tags: ['Training'], params: ById };

/** What can be asked of a training while it goes on. */
export const trainingControlRoutes: FastifyPluginAsyncTypebox<{ control: TrainingControl }> = async (
  app,
  { control },
) => {
  app.post(
    '/runs/:id/pause',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'pauseRun',
        summary: 'Pause a training',
        description: 'Within a step it saves its state and leaves its thread to others; POST resume lets it go on.',
        response: writeAnswers({ 202: Run }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request, reply) => reply.code(202).send(await control.pause(request.params.id)),
  );

  app.post(
    '/runs/:id/resume',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'resumeRun',
        summary: 'Let a training go on',
        description:
          'One that is paused, stopped, failed or crashed is queued again and goes on from its newest checkpoint; what was logged after that is removed, and its curve is that of a run without interruption.',
        response: writeAnswers({ 202: Run }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request, reply) => reply.code(202).send(await control.resume(request.params.id)),
  );
};
