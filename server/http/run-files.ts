import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifySchemaCompiler } from 'fastify';
import { Type } from 'typebox';
import { FileName, MAX_RUN_FILE_BYTES, RunFile, RunFileList } from '../../shared/run-file.ts';
import { AppError } from '../errors.ts';
import type { RunFileService } from '../services/run-file-service.ts';
import { ById, Nothing, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';
import { bodylessValidatorCompiler } from './validation.ts';

const BODY_TYPE = 'application/octet-stream';
const ByFileName = Type.Object({ name: FileName }, { additionalProperties: false });
const Content = Type.String({ format: 'binary' });
const OF_RUNS = { tags: ['Runs'] };
/** Whatever is in a file, a browser that shows it runs and loads nothing. */
const SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'";

/** Files that scripts give their runs. */
export const runFileRoutes: FastifyPluginAsyncTypebox<{ files: RunFileService }> = async (app, { files }) => {
  // The body goes to the disk as it comes, in a service that bounds it: no parser may gather it first.
  app.addContentTypeParser(BODY_TYPE, (_request, body, done) => done(null, body));

  app.get(
    '/runs/:id/files',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'listRunFiles',
        summary: 'Files of a run',
        params: ById,
        response: readAnswers({ 200: RunFileList }, ...RUN_REFUSALS),
      },
    },
    async (request) => files.list(request.params.id),
  );

  app.put(
    '/runs/:id/file',
    {
      bodyLimit: MAX_RUN_FILE_BYTES,
      validatorCompiler: bodylessValidatorCompiler as FastifySchemaCompiler<unknown>,
      schema: {
        ...OF_RUNS,
        operationId: 'uploadRunFile',
        summary: 'Give a run a file',
        description: 'The body is the file. One of the same name is replaced.',
        params: ById,
        querystring: ByFileName,
        body: { content: { [BODY_TYPE]: { schema: Content } } },
        response: writeAnswers({ 201: RunFile }, ...RUN_REFUSALS),
      },
    },
    async ({ params, query, body, socket }, reply) => {
      // Nothing comes or goes while a large file is written. The next request is timed again; an injected one has no timer.
      socket.setTimeout?.(0);
      return reply.code(201).send(await files.put(params.id, query.name, fileIn(body)));
    },
  );

  app.get(
    '/runs/:id/file',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'downloadRunFile',
        summary: 'A file of a run',
        params: ById,
        querystring: ByFileName,
        response: readAnswers(
          { 200: { description: 'The file.', content: { [BODY_TYPE]: { schema: Content } } } },
          ...RUN_REFUSALS,
        ),
      },
    },
    async ({ params, query }, reply) => {
      const { content, mediaType } = await files.read(params.id, query.name);
      const isShown = mediaType !== BODY_TYPE;
      const name = encodeURIComponent(query.name.split('/').at(-1) ?? '');
      return reply
        .type(mediaType)
        .header('content-security-policy', SANDBOX)
        .header('content-disposition', `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
        .send(content as never); // what is declared is what it reads as
    },
  );

  app.delete(
    '/runs/:id/file',
    {
      schema: {
        ...OF_RUNS,
        operationId: 'deleteRunFile',
        summary: 'Delete a file of a run',
        params: ById,
        querystring: ByFileName,
        response: writeAnswers({ 204: Nothing }, ...RUN_REFUSALS),
      },
    },
    async ({ params, query }, reply) => {
      await files.remove(params.id, query.name);
      return reply.code(204).send(null);
    },
  );
};

/** A body that a parser turned into something else, as it does with JSON, is no file. */
function fileIn(body: unknown): Readable {
  if (body === undefined) return Readable.from([]);
  if (body instanceof Readable) return body;
  throw new AppError('unsupported_media_type', `A file comes as ${BODY_TYPE}.`);
}
