import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  AlertList,
  AlertQuery,
  AlertRule,
  AlertRuleId,
  AlertRuleList,
  DeliveryList,
  SaveAlertRule,
  SeenAlerts,
} from '../../shared/alert.ts';
import { ByProject } from '../../shared/project.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';

const ByRule = Type.Object({ ...ByProject.properties, id: AlertRuleId });
const ByDelivery = Type.Object({
  ...ByProject.properties,
  id: Type.Integer({ minimum: 1, description: 'Number of the delivery.' }),
});
const OF_ALERTS = { tags: ['Alerts'] };

/** `/alerts` and `/projects/:project/alert-…`: rules, what they came true for, and what was sent. */
export const alertRoutes: FastifyPluginAsyncTypebox<{ alerts: AlertService; canEmail: boolean }> = async (
  app,
  { alerts, canEmail },
) => {
  app.get(
    '/alerts',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'listAlerts',
        summary: 'List alerts',
        querystring: AlertQuery,
        response: readAnswers({ 200: AlertList }),
      },
    },
    async (request) => alerts.listAlerts(request.query),
  );

  app.post(
    '/alerts/seen',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'markAlertsSeen',
        summary: 'Note that alerts were seen',
        body: SeenAlerts,
        response: writeAnswers({ 204: Nothing }),
      },
    },
    async (request, reply) => {
      await alerts.markSeen(request.body.upTo);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/projects/:project/alert-rules',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'listAlertRules',
        summary: 'List the alert rules of a project',
        params: ByProject,
        response: readAnswers({ 200: AlertRuleList }),
      },
    },
    async (request) => ({ rules: await alerts.listRules(request.params.project), canEmail }),
  );

  app.post(
    '/projects/:project/alert-rules',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'createAlertRule',
        summary: 'Watch the runs of a project',
        description: 'Runs that ended before do not concern the rule.',
        params: ByProject,
        body: SaveAlertRule,
        response: writeAnswers({ 201: AlertRule }, 'conflict'),
      },
    },
    async (request, reply) => reply.code(201).send(await alerts.createRule(request.params.project, request.body)),
  );

  app.put(
    '/projects/:project/alert-rules/:id',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'replaceAlertRule',
        summary: 'Change an alert rule',
        params: ByRule,
        body: SaveAlertRule,
        response: writeAnswers({ 200: AlertRule }, 'not_found'),
      },
    },
    async ({ params: { project, id }, body }) => alerts.replaceRule(project, id, body),
  );

  app.delete(
    '/projects/:project/alert-rules/:id',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'deleteAlertRule',
        summary: 'Delete an alert rule',
        description: 'Its alerts stay; what waits to be sent is given up. It can be restored for a day.',
        params: ByRule,
        response: writeAnswers({ 204: Nothing }, 'not_found'),
      },
    },
    async ({ params: { project, id } }, reply) => {
      await alerts.removeRule(project, id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/projects/:project/alert-rules/:id/restore',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'restoreAlertRule',
        summary: 'Bring back a deleted alert rule',
        description: 'As it was, with the secrets of its webhooks; what was given up is sent.',
        params: ByRule,
        response: writeAnswers({ 200: AlertRule }, 'not_found', 'conflict'),
      },
    },
    async ({ params: { project, id } }) => alerts.restoreRule(project, id),
  );

  app.post(
    '/projects/:project/alert-rules/:id/test',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'testAlertRule',
        summary: 'Send a test to the channels of an alert rule',
        description: 'The list of deliveries shows what becomes of it.',
        params: ByRule,
        response: writeAnswers({ 204: Nothing }, 'not_found', 'conflict'),
      },
    },
    async ({ params: { project, id } }, reply) => {
      await alerts.testRule(project, id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/projects/:project/alert-deliveries',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'listAlertDeliveries',
        summary: 'List what alerts of a project sent',
        description: 'The latest hundred.',
        params: ByProject,
        response: readAnswers({ 200: DeliveryList }),
      },
    },
    async (request) => ({ deliveries: await alerts.listDeliveries(request.params.project) }),
  );

  app.post(
    '/projects/:project/alert-deliveries/:id/retry',
    {
      schema: {
        ...OF_ALERTS,
        operationId: 'retryAlertDelivery',
        summary: 'Send again what could not be delivered',
        params: ByDelivery,
        response: writeAnswers({ 204: Nothing }, 'not_found'),
      },
    },
    async ({ params: { project, id } }, reply) => {
      await alerts.retryDelivery(project, id);
      return reply.code(204).send(null);
    },
  );
};
