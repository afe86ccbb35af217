import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Checkpoint } from '../../shared/checkpoint.ts';
import { Step } from '../../shared/ingest.ts';
import { RunId } from '../../shared/run.ts';
import type { CheckpointService } from '../services/checkpoint-service.ts';
import { answers, ById } from './answers.ts';

const ByStep = Type.Object({ id: RunId, step: Step });
const Checkpoints = Type.Object({ checkpoints: Type.Array(Checkpoint) });
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
      schema: { summary: 'Checkpoints of a run, newest first', params: ById, response: answers({ 200: Checkpoints }) },
    },
    async (request) => ({ checkpoints: await checkpoints.list(request.params.id) }),
  );

  app.get(
    '/runs/:id/checkpoints/:step',
    {
      schema: {
        summary: 'Download a checkpoint',
        params: ByStep,
        response: { ...answers({}), 200: File },
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
