import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CheckpointList } from '../../shared/checkpoint.ts';
import { Step } from '../../shared/ingest.ts';
import { RunId } from '../../shared/run.ts';
import type { CheckpointService } from '../services/checkpoint-service.ts';
import { ById, RUN_REFUSALS, readAnswers } from './answers.ts';

const ByStep = Type.Object({ id: RunId, step: Type.Integer({ ...Step, description: 'Step of the checkpoint.' }) });
const File = {
  description: 'A file to keep.',
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
};

/** Saved states of training runs. */
export const checkpointRoutes: FastifyPluginAsyncTypebox<{ checkpoints: CheckpointService }> = async (
  app,
  { checkpoints },
) => {
  app.get(
    '/runs/:id/checkpoints',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'listCheckpoints',
        summary: 'Checkpoints of a run, newest first',
        params: ById,
        response: readAnswers({ 200: CheckpointList }, ...RUN_REFUSALS),
      },
    },
    async (request) => ({ checkpoints: await checkpoints.list(request.params.id) }),
  );

  app.get(
    '/runs/:id/checkpoints/:step',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'downloadCheckpoint',
        summary: 'Download a checkpoint',
        params: ByStep,
        response: readAnswers({ 200: File }, ...RUN_REFUSALS, 'damaged'),
      },
    },
    async (request, reply) => {
      const { id, step } = request.params;
      const file = await checkpoints.read(id, step);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${id}-step-${step}.lbck"`)
        .send(file as never); // what is declared is what it reads as
    },
  );
};
