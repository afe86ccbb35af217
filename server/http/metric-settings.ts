import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  MetricSetting,
  MetricSettingList,
  MetricSettingQuery,
  PatchMetricSetting,
} from '../../shared/metric-settings.ts';
import type { MetricSettingService } from '../services/metric-setting-service.ts';
import { readAnswers, writeAnswers } from './answers.ts';

/** `/metric-settings`: which values of a metric are better in a project, and their unit. */
export const metricSettingRoutes: FastifyPluginAsyncTypebox<{ settings: MetricSettingService }> = async (
  app,
  { settings },
) => {
  app.get(
    '/metric-settings',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'listMetricSettings',
        summary: 'List what is set about metrics',
        description: 'A metric that is not in the list goes by its name.',
        querystring: MetricSettingQuery,
        response: readAnswers({ 200: MetricSettingList }),
      },
    },
    async (request) => ({ settings: await settings.list(request.query.project) }),
  );

  app.patch(
    '/metric-settings',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'setMetricSetting',
        summary: 'Set which values of a metric are better, or their unit',
        description: 'In one project, for all who look at it. Only what is given changes.',
        body: PatchMetricSetting,
        response: writeAnswers({ 200: MetricSetting }, 'conflict'),
      },
    },
    async (request) => settings.set(request.body),
  );
};
