import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ByProject } from '../../shared/project.ts';
import { CreateReport, ReplaceReport, Report, ReportId, ReportList, ReportRevisions } from '../../shared/report.ts';
import type { ReportService } from '../services/report-service.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';

const ByReport = Type.Object({ ...ByProject.properties, id: ReportId });
const ByRevision = Type.Object({
  ...ByReport.properties,
  revision: Type.Integer({ minimum: 1, description: 'Of those that are kept, or the present one.' }),
});
const OF_PROJECTS = { tags: ['Projects'] };

/** `/projects/:project/reports`: reports about its runs. */
export const reportRoutes: FastifyPluginAsyncTypebox<{ reports: ReportService }> = async (app, { reports }) => {
  app.get(
    '/projects/:project/reports',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'listReports',
        summary: 'List the reports of a project',
        params: ByProject,
        response: readAnswers({ 200: ReportList }),
      },
    },
    async (request) => ({ reports: await reports.list(request.params.project) }),
  );

  app.post(
    '/projects/:project/reports',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'createReport',
        summary: 'Write a report',
        description: 'With an `id`, a report that was deleted comes back under its address.',
        params: ByProject,
        body: CreateReport,
        response: writeAnswers({ 201: Report }, 'conflict'),
      },
    },
    async (request, reply) => reply.code(201).send(await reports.create(request.params.project, request.body)),
  );

  app.get(
    '/projects/:project/reports/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'getReport',
        summary: 'Read a report',
        params: ByReport,
        response: readAnswers({ 200: Report }, 'not_found'),
      },
    },
    async ({ params: { project, id } }) => reports.get(project, id),
  );

  app.put(
    '/projects/:project/reports/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'replaceReport',
        summary: 'Change a report',
        description: 'Refused where the report is not at `revision` any more; `details.revision` is where it is.',
        params: ByReport,
        body: ReplaceReport,
        response: writeAnswers({ 200: Report }, 'not_found', 'conflict'),
      },
    },
    async ({ params: { project, id }, body }) => reports.replace(project, id, body),
  );

  app.delete(
    '/projects/:project/reports/:id',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'deleteReport',
        summary: 'Delete a report',
        params: ByReport,
        response: writeAnswers({ 204: Nothing }, 'not_found'),
      },
    },
    async ({ params: { project, id } }, reply) => {
      await reports.remove(project, id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/projects/:project/reports/:id/revisions',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'listReportRevisions',
        summary: 'List what a report was',
        params: ByReport,
        response: readAnswers({ 200: ReportRevisions }, 'not_found'),
      },
    },
    async ({ params: { project, id } }) => ({ revisions: await reports.listRevisions(project, id) }),
  );

  app.get(
    '/projects/:project/reports/:id/revisions/:revision',
    {
      schema: {
        ...OF_PROJECTS,
        operationId: 'getReportRevision',
        summary: 'Read a report as it was',
        params: ByRevision,
        response: readAnswers({ 200: Report }, 'not_found'),
      },
    },
    async ({ params: { project, id, revision } }) => reports.getRevision(project, id, revision),
  );
};
