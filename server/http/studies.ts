import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Name } from '../../shared/run.ts';
import { StudyId, StudySpec } from '../../shared/studies/study.ts';
import { PatchStudy, StudyList, StudyWithTrials, Trial, TrialReport } from '../../shared/studies/trial.ts';
import type { RemoteTrials } from '../studies/remote-trials.ts';
import type { StudyService } from '../studies/study-service.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';

const ByStudy = Type.Object({ id: StudyId });
const ByTrial = Type.Object({ id: StudyId, number: Type.Integer({ minimum: 1, description: 'Of the trial.' }) });
const Query = Type.Object(
  { project: Type.Optional(Type.String({ ...Name, description: 'Left out, of all projects.' })) },
  { additionalProperties: false },
);
const OF_STUDIES = { tags: ['Studies'] };

interface Options {
  studies: StudyService;
  remote: RemoteTrials;
}

/** `/studies`: searches for the best values of some settings. */
export const studyRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { studies, remote }) => {
  app.get(
    '/studies',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'listStudies',
        summary: 'List studies',
        description: 'The newest first; of one project, or of all.',
        querystring: Query,
        response: readAnswers({ 200: StudyList }),
      },
    },
    async (request) => ({ studies: await studies.list(request.query.project) }),
  );

  app.post(
    '/studies',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'createStudy',
        summary: 'Begin a study',
        description:
          'Its first trials are launched at once; those of a `remote` one wait for scripts to ask. The same spec with the same seed has the same trials.',
        body: StudySpec,
        response: writeAnswers({ 201: StudyWithTrials }, 'dataset_unavailable'),
      },
    },
    async (request, reply) => reply.code(201).send(await studies.create(request.body)),
  );

  app.get(
    '/studies/:id',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'getStudy',
        summary: 'Read a study with its trials',
        params: ByStudy,
        response: readAnswers({ 200: StudyWithTrials }, 'not_found'),
      },
    },
    async (request) => studies.get(request.params.id),
  );

  app.patch(
    '/studies/:id',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'updateStudy',
        summary: 'Pause, resume, stop or extend a study',
        description: 'Only what is in the body changes. One that is finished goes on with a larger budget.',
        params: ByStudy,
        body: PatchStudy,
        response: writeAnswers({ 200: StudyWithTrials }, 'not_found', 'conflict'),
      },
    },
    async (request) => studies.patch(request.params.id, request.body),
  );

  app.delete(
    '/studies/:id',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'deleteStudy',
        summary: 'Stop and delete a study',
        description: 'Its runs stay. It can be restored for a day.',
        params: ByStudy,
        response: writeAnswers({ 204: Nothing }, 'not_found'),
      },
    },
    async (request, reply) => {
      await studies.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/studies/:id/restore',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'restoreStudy',
        summary: 'Bring back a deleted study',
        params: ByStudy,
        response: writeAnswers({ 200: StudyWithTrials }, 'not_found'),
      },
    },
    async (request) => studies.restore(request.params.id),
  );

  app.post(
    '/studies/:id/trials',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'askTrial',
        summary: 'Ask a remote study for its next trial',
        description:
          'Train with its `values` and log to its `run`. 204 when there are no more; 429 while there is none just now. A trial of which nothing is heard for `silenceSeconds` has failed.',
        params: ByStudy,
        response: writeAnswers({ 201: Trial, 204: Nothing }, 'not_found', 'conflict', 'overloaded'),
      },
    },
    async (request, reply) => {
      const trial = await remote.ask(request.params.id);
      return trial ? reply.code(201).send(trial) : reply.code(204).send(null);
    },
  );

  app.post(
    '/studies/:id/trials/:number',
    {
      schema: {
        ...OF_STUDIES,
        operationId: 'reportTrial',
        summary: 'End a trial of a remote study',
        description:
          'With the `value` of its objective, or a `state`: what the run logged of the metric counts then. Ending its run does the same.',
        params: ByTrial,
        body: TrialReport,
        response: writeAnswers({ 200: Trial }, 'not_found', 'conflict', 'in_trash'),
      },
    },
    async (request) => remote.report(request.params.id, request.params.number, request.body),
  );
};
