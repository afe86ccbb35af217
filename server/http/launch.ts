import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Run } from '../../shared/run.ts';
import { JobLaunch } from '../../shared/training/job.ts';
import type { LaunchService } from '../services/launch-service.ts';
import { writeAnswers } from './answers.ts';

/** `/launch`: train a network, or a point on a surface, on this server. */
export const launchRoutes: FastifyPluginAsyncTypebox<{ launch: LaunchService }> = async (app, { launch }) => {
  app.post(
    '/launch',
    {
      schema: {
        tags: ['Training'],
        operationId: 'launchRun',
        summary: 'Queue a training run',
        description:
          'What has a default may be left out: `{}` trains a small network on the bundled digits, `{"surface": {"name": "beale"}}` descends on a surface, `{"from": {"run": "r"}}` begins with the newest checkpoint of a run. While 500 runs wait, it answers 429.',
        body: JobLaunch,
        response: writeAnswers(
          { 200: Run, 201: Run },
          ...(['not_found', 'conflict', 'in_trash', 'damaged', 'dataset_unavailable', 'overloaded'] as const),
        ),
      },
    },
    async (request, reply) => {
      const { run, created } = await launch.launch(request.body);
      return reply.code(created ? 201 : 200).send(run);
    },
  );
};
