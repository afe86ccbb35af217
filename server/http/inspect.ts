import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Inspectable } from '../../shared/inspect/inspectable.ts';
import { CheckpointStep, ExampleSet, PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import type { Inspecting } from '../inspect/inspecting.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';
import { evaluationRoutes } from './evaluation.ts';
import { predictionsCsv } from './export/predictions-csv.ts';
import { graphRoutes } from './graph.ts';

/** What a question about a network may be refused for. */
const REFUSALS = [...RUN_REFUSALS, 'conflict', 'damaged', 'dataset_unavailable', 'too_large', 'overloaded'] as const;

const OfSet = Type.Object(
  {
    set: Type.Enum(ExampleSet.enum, { default: 'test', description: 'A part of the data.' }),
    checkpoint: CheckpointStep,
  },
  { additionalProperties: false },
);
const Csv = {
  description: 'A row an example, sent as it is made.',
  content: { 'text/csv': { schema: Type.String() } },
};

const Fields = {
  description: 'Examples and fields.',
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
};

/** What the networks of training runs do at their checkpoints. */
export const inspectRoutes: FastifyPluginAsyncTypebox<Inspecting> = async (app, { inspect, graphs, evaluations }) => {
  await app.register(graphRoutes, { graphs });
  await app.register(evaluationRoutes, { evaluations });

  app.get(
    '/runs/:id/inspect',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getInspectable',
        summary: 'What of a run can be looked into',
        params: ById,
        response: readAnswers({ 200: Inspectable }, ...RUN_REFUSALS),
      },
    },
    (request) => inspect.inspectable(request.params.id),
  );

  app.get(
    '/runs/:id/boundary',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getBoundary',
        summary: 'Decision boundary of a run along its training',
        description:
          'For data of two inputs: what the network predicted in a grid of 64 × 64 cells, at the start and at moments up to now. docs/inspect.md has the layout.',
        params: ById,
        response: readAnswers({ 200: Fields }, ...RUN_REFUSALS, 'damaged'),
      },
    },
    async (request, reply) =>
      reply.type('application/octet-stream').send((await inspect.boundary(request.params.id)) as never),
  );

  app.post(
    '/runs/:id/predict',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'predict',
        summary: 'Predict with the network of a run at a checkpoint',
        description:
          'Rows of numbers, which are scaled as the data of the run was; or examples of its data, the worst first if wanted.',
        params: ById,
        body: PredictRequest,
        response: writeAnswers({ 200: PredictAnswer }, ...REFUSALS),
      },
    },
    (request) => inspect.predict(request.params.id, request.body),
  );

  app.get(
    '/runs/:id/predictions',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'exportPredictions',
        summary: 'Export the predictions of a part of the data',
        description: 'In CSV, text that a spreadsheet would run gets a leading apostrophe.',
        params: ById,
        querystring: OfSet,
        response: readAnswers({ 200: Csv }, ...REFUSALS),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { set, checkpoint } = request.query;
      const pages = await inspect.predictAll(id, set, checkpoint);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${id}-${set}-predictions.csv"`)
        .send(Readable.from(predictionsCsv(pages)) as never); // what is declared is what it reads as
    },
  );
};
