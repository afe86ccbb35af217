import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { Type } from 'typebox';
import { BATCH_MEDIA_TYPE, BatchFormatError, decodeBatch } from '../../shared/batch-codec.ts';
import { Ack, Batch, PlainLog } from '../../shared/ingest.ts';
import { AppError } from '../errors.ts';
import type { Ingest } from '../ingest.ts';
import { answers, ById } from './answers.ts';
import { bodylessValidatorCompiler } from './validation.ts';

/** Room for a million points, decoded. */
const MAX_BATCH_BYTES = 64 * 1024 ** 2;

const Logged = Type.Object({ step: Type.Integer(), rev: Type.Integer() });

const Binary = Type.String({ format: 'binary', description: 'The same in float64 columns.' });

/** What scripts say about their runs: answered only once it is on disk. */
export const ingestRoutes: FastifyPluginAsyncTypebox<{ ingest: Ingest }> = async (app, { ingest }) => {
  app.post(
    '/runs/:id/log',
    {
      schema: {
        summary: 'Log one step, the plain form',
        description:
          'Without a step, the one after the highest is used; without a time, now. An empty body is a sign of life.',
        params: ById,
        body: PlainLog,
        response: answers({ 200: Logged }),
      },
    },
    async (request) => ingest.plain(request.params.id, request.body),
  );

  acceptBinary(app);
  app.post(
    '/runs/:id/ingest',
    {
      bodyLimit: MAX_BATCH_BYTES,
      validatorCompiler: bodylessValidatorCompiler as FastifySchemaCompiler<unknown>,
      schema: {
        summary: 'Log a batch',
        description:
          'Stored whole or not at all. The same seq again changes nothing; a gap answers 409 with the expected seq, a stale epoch 410, overload 429, a nearly full disk 507. May be gzipped. The binary form is laid out in docs/logging.md.',
        params: ById,
        body: { content: { 'application/json': { schema: Batch }, [BATCH_MEDIA_TYPE]: { schema: Binary } } },
        response: answers({ 200: Ack }),
      },
    },
    async (request) => ingest.batch(request.params.id, request.body),
  );
};

function acceptBinary(app: FastifyInstance): void {
  app.addContentTypeParser(BATCH_MEDIA_TYPE, { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => {
    try {
      return decodeBatch(body);
    } catch (error) {
      if (!(error instanceof BatchFormatError)) throw error;
      throw new AppError(
        error.details ? 'bad_point' : 'invalid',
        `${error.message} Nothing was stored.`,
        error.details,
      );
    }
  });
}
