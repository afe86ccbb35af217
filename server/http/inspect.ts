import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Step } from '../../shared/ingest.ts';
import { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import { FiltersAnswer } from '../../shared/inspect/filters.ts';
import { Inspectable } from '../../shared/inspect/inspectable.ts';
import { LossSurfaceAnswer, LossSurfaceRequest } from '../../shared/inspect/loss-surface.ts';
import { CheckpointStep, ExampleSet, PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import { ScoresAnswer } from '../../shared/inspect/scores.ts';
import { RunId } from '../../shared/run.ts';
import type { Inspecting } from '../inspect/inspecting.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';
import { evaluationRoutes } from './evaluation.ts';
import { predictionsCsv } from './export/predictions-csv.ts';
import { graphRoutes } from './graph.ts';
import { whileAsked } from './while-asked.ts';

/** What a question about a network may be refused for. */
const REFUSALS = [...RUN_REFUSALS, 'conflict', 'damaged', 'dataset_unavailable', 'too_large', 'overloaded'] as const;

const OfSet = Type.Object(
  {
    set: Type.Enum(ExampleSet.enum, { default: 'test', description: 'A part of the data.' }),
    checkpoint: CheckpointStep,
  },
  { additionalProperties: false },
);
const AtCheckpoint = Type.Object({ checkpoint: CheckpointStep }, { additionalProperties: false });
const ByStep = Type.Object({
  id: RunId,
  step: Type.Integer({ ...Step, description: 'Of the checkpoint; 0 is the network as it was drawn.' }),
});
const Weights = {
  description: 'A safetensors file.',
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
};
const Csv = {
  description: 'A row an example, sent as it is made.',
  content: { 'text/csv': { schema: Type.String() } },
};

const Fields = {
  description: 'Examples and fields.',
  content: { 'application/octet-stream': { schema: Type.String({ format: 'binary' }) } },
};

/** What the networks of training runs do at their checkpoints. */
export const inspectRoutes: FastifyPluginAsyncTypebox<Inspecting> = async (
  app,
  { inspect, lossSurface, graphs, evaluations },
) => {
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

  app.get(
    '/runs/:id/scores',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getScores',
        summary: 'How well the network does on a part of the data',
        description: 'Confusion matrix, and ROC and precision–recall curves of each class against all others.',
        params: ById,
        querystring: OfSet,
        response: readAnswers({ 200: ScoresAnswer }, ...REFUSALS),
      },
    },
    ({ params, query }) => inspect.scores(params.id, query.set, query.checkpoint),
  );

  app.get(
    '/runs/:id/filters',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getFilters',
        summary: 'What the network looks for in images',
        description: 'The weights of the first layer, or the kernels of the convolutions, as images.',
        params: ById,
        querystring: AtCheckpoint,
        response: readAnswers({ 200: FiltersAnswer }, ...REFUSALS),
      },
    },
    ({ params, query }) => inspect.filters(params.id, query.checkpoint),
  );

  app.get(
    '/runs/:id/curvature',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getCurvature',
        summary: 'How the loss bends at a checkpoint',
        description:
          'Sharpness by Lanczos iteration, the gradient noise scale with its 1/B law, the condition number of the data.',
        params: ById,
        querystring: AtCheckpoint,
        response: readAnswers({ 200: CurvatureAnswer }, ...REFUSALS),
      },
    },
    async ({ params, query }, reply) => {
      const answer = await whileAsked(reply, (signal) => inspect.curvature(params.id, query.checkpoint, signal));
      return answer ?? (reply as never);
    },
  );

  app.post(
    '/runs/:id/loss-surface',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'getLossSurface',
        summary: 'The loss in a plane through a checkpoint',
        description:
          'Begins to compute it, and answers how far it is; asked again, the surface. It is kept beside the run.',
        params: ById,
        body: LossSurfaceRequest,
        response: writeAnswers({ 200: LossSurfaceAnswer }, ...REFUSALS),
      },
    },
    (request) => lossSurface(request.params.id, request.body),
  );

  app.get(
    '/runs/:id/checkpoints/:step/weights.safetensors',
    {
      schema: {
        tags: ['Inspect'],
        operationId: 'downloadWeights',
        summary: 'Download the weights of a checkpoint for PyTorch',
        description:
          'In the form of safetensors, with the names and layouts of PyTorch: docs/inspect.md has an example.',
        params: ByStep,
        response: readAnswers({ 200: Weights }, ...REFUSALS),
      },
    },
    async (request, reply) => {
      const { id, step } = request.params;
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${id}-step-${step}.safetensors"`)
        .send((await inspect.safetensors(id, step)) as never);
    },
  );
};
