import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ByProject, PatchProject, Project, ProjectList } from '../../shared/project.ts';
import type { ProjectService } from '../services/project-service.ts';
import { readAnswers, writeAnswers } from './answers.ts';

const OF_PROJECTS = { tags: ['Projects'] };

/** `/projects`: list and describe projects. */
export const projectRoutes: FastifyPluginAsyncTypebox<{ projects: ProjectService }> = async (app, { projects }) => {
  app.get(
    '/projects',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'listProjects',
        summary: 'List projects',
        description: 'The one with the latest activity first.',
        response: readAnswers({ 200: ProjectList }),
      },
    },
    async () => ({ projects: await projects.list() }),
  );

  app.get(
    '/projects/:project',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'getProject',
        summary: 'Read a project',
        description:
          'A project begins with its first run, description, view or report; before, it is one that is empty.',
        params: ByProject,
        response: readAnswers({ 200: Project }),
      },
    },
    async (request) => projects.get(request.params.project),
  );

  app.patch(
    '/projects/:project',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'updateProject',
        summary: 'Describe a project, or choose the view that it opens with',
        description: 'Only what is given changes.',
        params: ByProject,
        body: PatchProject,
        response: writeAnswers({ 200: Project }, 'not_found'),
      },
    },
    async (request) => projects.patch(request.params.project, request.body),
  );
};
