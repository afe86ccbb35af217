import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CreatedRun, CreateRun, PatchRun, Run } from '../../shared/run.ts';
import { FoundRuns, ReadRuns, RunPage, RunQuery } from '../../shared/run-list.ts';
import type { RunPurge } from '../services/run-purge.ts';
import type { RunService } from '../services/run-service.ts';
import { ById, Nothing, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';

const Deleting = Type.Object(
  { forever: Type.Boolean({ default: false, description: 'For good, and at once.' }) },
  { additionalProperties: false },
);
const OF_RUNS = { tags: ['Runs'] };

/** `/runs`: create, find, change, stop and delete runs. */
export const runRoutes: FastifyPluginAsyncTypebox<{ runs: RunService; purge: RunPurge }> = async (
  app,
  { runs, purge },
) => {
  app.get(
    '/runs',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'listRuns',
        summary: 'List runs',
        querystring: RunQuery,
        response: readAnswers({ 200: RunPage }),
      },
    },
    async (request) => runs.list(request.query),
  );

  app.post(
    '/runs',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'createRun',
        summary: 'Create a run to log to',
        description: 'With an `id`, the same request again answers 200 with the same run.',
        body: CreateRun,
        response: writeAnswers({ 200: CreatedRun, 201: CreatedRun }, 'conflict', 'in_trash'),
      },
    },
    async (request, reply) => {
      const { run, created } = await runs.create(request.body);
      return reply.code(created ? 201 : 200).send({ ...run, epoch: run.attempt });
    },
  );

  app.get(
    '/runs/:id',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'getRun',
        summary: 'Read a run',
        description: 'One in the trash too: its `deletedAt` is then not null.',
        params: ById,
        response: readAnswers({ 200: Run }, 'not_found'),
      },
    },
    async (request) => runs.get(request.params.id),
  );

  app.post(
    '/query/runs',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'readRuns',
        summary: 'Read many runs by their ids',
        description: 'One that is in the trash or not there leaves the others as they are, and is named.',
        body: ReadRuns,
        response: writeAnswers({ 200: FoundRuns }),
      },
    },
    async (request) => runs.read(request.body.ids),
  );

  app.patch(
    '/runs/:id',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'updateRun',
        summary: 'Change a run',
        description: 'Only what is given changes; `config` is merged key by key at its top level.',
        params: ById,
        body: PatchRun,
        response: writeAnswers({ 200: Run }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request) => runs.patch(request.params.id, request.body),
  );

  app.delete(
    '/runs/:id',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'deleteRun',
        summary: 'Put a run in the trash, or delete it for good',
        description:
          'It stays in the trash for seven days; `forever`, also of one in the trash, gives its space back now.',
        params: ById,
        querystring: Deleting,
        response: writeAnswers({ 204: Nothing }, 'not_found', 'conflict'),
      },
    },
    async (request, reply) => {
      if (request.query.forever) await purge(request.params.id);
      else await runs.trash(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/runs/:id/restore',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'restoreRun',
        summary: 'Take a run out of the trash',
        params: ById,
        response: writeAnswers({ 200: Run }, 'not_found'),
      },
    },
    async (request) => runs.restore(request.params.id),
  );

  app.post(
    '/runs/:id/stop',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'stopRun',
        summary: 'Stop a run',
        description:
          'A queued run stops at once, a training one within a step. The script of a remote run is asked to, by `stop` in the answer to what it logs; PATCH ends such a run without its script. One that has ended answers 409.',
        params: ById,
        response: writeAnswers({ 202: Run }, ...RUN_REFUSALS, 'conflict'),
      },
    },
    async (request, reply) => reply.code(202).send(await runs.stop(request.params.id)),
  );
};
