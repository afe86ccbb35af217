import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ByProject } from '../../shared/project.ts';
import { CreateView, ReplaceView, View, ViewId, ViewList } from '../../shared/view.ts';
import type { ViewService } from '../services/view-service.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';

const ByView = Type.Object({ ...ByProject.properties, id: ViewId });
const OF_PROJECTS = { tags: ['Projects'] };

/** `/projects/:project/views`: named views of its runs. */
export const viewRoutes: FastifyPluginAsyncTypebox<{ views: ViewService }> = async (app, { views }) => {
  app.get(
    '/projects/:project/views',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'listViews',
        summary: 'List the views of a project',
        params: ByProject,
        response: readAnswers({ 200: ViewList }),
      },
    },
    async (request) => ({ views: await views.list(request.params.project) }),
  );

  app.post(
    '/projects/:project/views',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'createView',
        summary: 'Save a view under a name',
        description: 'With an `id`, a view that was deleted comes back under its address.',
        params: ByProject,
        body: CreateView,
        response: writeAnswers({ 201: View }, 'conflict'),
      },
    },
    async (request, reply) => reply.code(201).send(await views.create(request.params.project, request.body)),
  );

  app.get(
    '/projects/:project/views/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'getView',
        summary: 'Read a view',
        params: ByView,
        response: readAnswers({ 200: View }, 'not_found'),
      },
    },
    async ({ params: { project, id } }) => views.get(project, id),
  );

  app.put(
    '/projects/:project/views/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'replaceView',
        summary: 'Change or rename a view',
        description: 'Refused where the view is not at `revision` any more; `details.revision` is where it is.',
        params: ByView,
        body: ReplaceView,
        response: writeAnswers({ 200: View }, 'not_found', 'conflict'),
      },
    },
    async ({ params: { project, id }, body }) => views.replace(project, id, body),
  );

  app.delete(
    '/projects/:project/views/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'deleteView',
        summary: 'Delete a view',
        params: ByView,
        response: writeAnswers({ 204: Nothing }, 'not_found'),
      },
    },
    async ({ params: { project, id } }, reply) => {
      await views.remove(project, id);
      return reply.code(204).send(null);
    },
  );
};
