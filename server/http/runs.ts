import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CreatedRun, CreateRun, Name, PatchRun, Run, RunState, Tag } from '../../shared/run.ts';
import { RUN_SORTS, type RunSort } from '../../shared/run-filter.ts';
import type { RunPurge } from '../services/run-purge.ts';
import type { RunService } from '../services/run-service.ts';
import { answers, ById, Nothing } from './answers.ts';

const RunQuery = Type.Object(
  {
    project: Type.Optional(Name),
    state: Type.Optional(RunState),
    group: Type.Optional(Name),
    tag: Type.Optional(Tag),
    text: Type.Optional(
      Type.String({ maxLength: 256, description: 'Part of name, id, group, notes or a tag, whatever its case.' }),
    ),
    where: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        description:
          'A filter such as `config.optimizer.learningRate < 0.01 and summary.val/loss.min < 0.3 and tag:baseline`.',
      }),
    ),
    archived: Type.Boolean({ default: false, description: 'The archived runs instead.' }),
    deleted: Type.Optional(Type.Boolean({ description: 'The runs in the trash instead.' })),
    sort: Type.Unsafe<RunSort>(
      Type.String({
        pattern: `^(${RUN_SORTS.join('|')}|(config|summary)\\..{1,512})$`,
        default: 'createdAt',
        description: `${RUN_SORTS.join(', ')}, or any setting or metric as \`where\` names it, such as summary.val/loss.min.`,
      }),
    ),
    order: Type.Enum(['asc', 'desc'], { default: 'desc' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    cursor: Type.Optional(Type.String({ maxLength: 1024, description: '`nextCursor` of the page before.' })),
  },
  { additionalProperties: false },
);
const RunPage = Type.Object({
  runs: Type.Array(Run),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
  total: Type.Integer(),
});
const Deleting = Type.Object({ forever: Type.Boolean({ default: false }) }, { additionalProperties: false });
const Projects = Type.Object({
  projects: Type.Array(Type.Object({ name: Type.String(), runs: Type.Integer(), lastCreatedAt: Type.String() })),
});

/** `/runs`: create, find, change, stop and delete runs. */
export const runRoutes: FastifyPluginAsyncTypebox<{ runs: RunService; purge: RunPurge }> = async (
  app,
  { runs, purge },
) => {
  app.get(
    '/runs',
    { schema: { summary: 'List runs', querystring: RunQuery, response: answers({ 200: RunPage }) } },
    async (request) => runs.list(request.query),
  );

  app.post(
    '/runs',
    {
      schema: {
        summary: 'Create a run to log to',
        description: 'With an `id`, the same request again answers 200 with the same run.',
        body: CreateRun,
        response: answers({ 200: CreatedRun, 201: CreatedRun }),
      },
    },
    async (request, reply) => {
      const { run, created } = await runs.create(request.body);
      return reply.code(created ? 201 : 200).send({ ...run, epoch: run.attempt });
    },
  );

  app.get(
    '/runs/:id',
    { schema: { summary: 'Read a run', params: ById, response: answers({ 200: Run }) } },
    async (request) => runs.get(request.params.id),
  );

  app.patch(
    '/runs/:id',
    {
      schema: {
        summary: 'Change a run',
        description: 'Only what is given changes; `config` is merged key by key at its top level.',
        params: ById,
        body: PatchRun,
        response: answers({ 200: Run }),
      },
    },
    async (request) => runs.patch(request.params.id, request.body),
  );

  app.delete(
    '/runs/:id',
    {
      schema: {
        summary: 'Put a run in the trash, or delete it for good',
        description:
          'It stays in the trash for seven days; `forever`, also of one in the trash, gives its space back now.',
        params: ById,
        querystring: Deleting,
        response: answers({ 204: Nothing }),
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
    { schema: { summary: 'Take a run out of the trash', params: ById, response: answers({ 200: Run }) } },
    async (request) => runs.restore(request.params.id),
  );

  app.post(
    '/runs/:id/stop',
    {
      schema: {
        summary: 'Stop a run',
        description: 'A queued run stops at once, a training one within a step, a remote one is marked as stopped.',
        params: ById,
        response: answers({ 202: Run }),
      },
    },
    async (request, reply) => reply.code(202).send(await runs.stop(request.params.id)),
  );

  app.get('/projects', { schema: { summary: 'List projects', response: answers({ 200: Projects }) } }, async () => ({
    projects: await runs.projects(),
  }));
};
