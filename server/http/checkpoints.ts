import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Checkpoint, CheckpointList, PatchCheckpoint } from '../../shared/checkpoint.ts';
import { Step } from '../../shared/ingest.ts';
import { RunId } from '../../shared/run.ts';
import type { CheckpointService } from '../services/checkpoint-service.ts';
import { ById, Nothing, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';

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
    async (request) => checkpoints.list(request.params.id),
  );

  app.post(
    '/runs/:id/checkpoints',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'saveCheckpoint',
        summary: 'Save a checkpoint of a running training now',
        description:
          'Answered once it is on disk, which is after the present step. It is pinned: kept until it is deleted.',
        params: ById,
        response: writeAnswers({ 201: Checkpoint }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request, reply) => reply.code(201).send(await checkpoints.save(request.params.id)),
  );

  app.patch(
    '/runs/:id/checkpoints/:step',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'pinCheckpoint',
        summary: 'Keep a checkpoint, or let it go with the next ones',
        params: ByStep,
        body: PatchCheckpoint,
        response: writeAnswers({ 200: Checkpoint }, ...RUN_REFUSALS),
      },
    },
    async ({ params, body }) => checkpoints.pin(params.id, params.step, body.pinned),
  );

  app.delete(
    '/runs/:id/checkpoints/:step',
    {
      schema: {
        tags: ['Runs'],
        operationId: 'deleteCheckpoint',
        summary: 'Delete a checkpoint',
        params: ByStep,
        response: writeAnswers({ 204: Nothing }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async ({ params }, reply) => {
      await checkpoints.remove(params.id, params.step);
      return reply.code(204).send(null);
    },
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
