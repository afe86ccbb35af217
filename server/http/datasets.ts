import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifySchemaCompiler } from 'fastify';
import { Type } from 'typebox';
import { CsvReading } from '../../shared/training/csv-reading.ts';
import { DatasetInfo, DatasetList, UploadedDataset } from '../../shared/training/dataset.ts';
import type { DatasetService } from '../datasets/dataset-service.ts';
import { UPLOAD_NAME } from '../datasets/uploads.ts';
import { AppError } from '../errors.ts';
import { Nothing, readAnswers, writeAnswers } from './answers.ts';
import { bodylessValidatorCompiler } from './validation.ts';

const ByName = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128, description: 'Name of the dataset.' }),
});
const ByUploadName = Type.Object({
  name: Type.String({ pattern: UPLOAD_NAME, description: 'Lower-case letters, digits, _ and -, at most 64.' }),
});
const File = Type.String({ format: 'binary' });
const OF_TRAINING = { tags: ['Training'] };
const BODY_TYPES = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/gzip',
  'application/octet-stream',
];

/** A body that a parser turned into something else, as it does with JSON, is no file. */
function fileIn(body: unknown): Readable {
  if (body === undefined) return Readable.from([]);
  if (body instanceof Readable) return body;
  throw new AppError('unsupported_media_type', `A CSV comes as ${BODY_TYPES.join(', ')}.`);
}

/** `/datasets`: what there is to train on; download, upload and remove. */
export const datasetRoutes: FastifyPluginAsyncTypebox<{ datasets: DatasetService }> = async (app, { datasets }) => {
  // The body goes to the disk as it comes, in a service that bounds it: no parser may gather it first.
  app.addContentTypeParser(BODY_TYPES, (_request, body, done) => done(null, body));

  app.get(
    '/datasets',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'listDatasets',
        summary: 'List datasets',
        description: 'With what is missing of each, and how far its download is.',
        response: readAnswers({ 200: DatasetList }),
      },
    },
    async () => ({ datasets: await datasets.list() }),
  );

  app.get(
    '/datasets/:name',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'getDataset',
        summary: 'Read a dataset',
        params: ByName,
        response: readAnswers({ 200: DatasetInfo }, 'not_found'),
      },
    },
    async (request) => datasets.get(request.params.name),
  );

  app.post(
    '/datasets/:name/download',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'downloadDataset',
        summary: 'Download a dataset from its official address',
        description: 'Answers at once; read the dataset to see how far it is. Goes on where an earlier one was cut.',
        params: ByName,
        response: writeAnswers({ 202: DatasetInfo }, 'not_found', 'conflict'),
      },
    },
    async (request, reply) => reply.code(202).send(await datasets.download(request.params.name)),
  );

  app.put(
    '/datasets/:name',
    {
      validatorCompiler: bodylessValidatorCompiler as FastifySchemaCompiler<unknown>,
      schema: {
        ...OF_TRAINING,
        operationId: 'uploadDataset',
        summary: 'Upload a CSV',
        description:
          'The body is the file, gzip or not, with or without a header. Delimiter and column types are found; rows that do not fit are named by line and left out. An earlier upload of that name is replaced.',
        body: { content: Object.fromEntries(BODY_TYPES.map((type) => [type, { schema: File }])) },
        params: ByUploadName,
        response: writeAnswers({ 201: UploadedDataset }, 'conflict', 'overloaded'),
      },
    },
    async ({ params, body, socket }, reply) => {
      // Nothing comes or goes while a large file is read. The next request is timed again; an injected one has no timer.
      socket.setTimeout?.(0);
      return reply.code(201).send(await datasets.upload(params.name, fileIn(body)));
    },
  );

  app.get(
    '/datasets/:name/reading',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'getUploadReading',
        summary: 'Read how an uploaded CSV is read',
        description: 'The type of each column, the first rows, what was decided, and what is left out.',
        params: ByUploadName,
        response: readAnswers({ 200: UploadedDataset }, 'not_found', 'conflict', 'overloaded'),
      },
    },
    async (request) => datasets.reading(request.params.name),
  );

  app.put(
    '/datasets/:name/reading',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'setUploadReading',
        summary: 'Change how an uploaded CSV is read',
        description:
          'Delimiter, decimal mark, header, words for missing values, types of columns; what is left out is decided again.',
        params: ByUploadName,
        body: CsvReading,
        response: writeAnswers({ 200: UploadedDataset }, 'not_found', 'conflict', 'overloaded'),
      },
    },
    async (request) => datasets.read(request.params.name, request.body),
  );

  app.delete(
    '/datasets/:name',
    {
      schema: {
        ...OF_TRAINING,
        operationId: 'deleteUpload',
        summary: 'Remove an uploaded CSV',
        params: ByUploadName,
        response: writeAnswers({ 204: Nothing }, 'not_found', 'conflict'),
      },
    },
    async (request, reply) => {
      await datasets.remove(request.params.name);
      return reply.code(204).send(null);
    },
  );
};
