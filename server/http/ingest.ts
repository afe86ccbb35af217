import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifySchemaCompiler } from 'fastify';
import { Type } from 'typebox';
import { BATCH_MEDIA_TYPE, BatchFormatError, decodeBatch } from '../../shared/batch-codec.ts';
import { Ack, BatchRequest, PlainAck, PlainLog } from '../../shared/ingest.ts';
import { AppError } from '../errors.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { ById, RUN_REFUSALS, writeAnswers } from './answers.ts';
import { createBodyBudget } from './body-budget.ts';
import { bodylessValidatorCompiler } from './validation.ts';

/** Room for a million points, decoded. */
const MAX_BATCH_BYTES = 64 * 1024 ** 2;

/** Of all batches that are being sent at once, inflated: two of the largest. */
const MAX_BODIES_BYTES = 2 * MAX_BATCH_BYTES;

const Binary = Type.String({ format: 'binary', description: 'The same in float64 columns.' });

interface IngestRoutes {
  ingest: Ingest;
  maxBodiesBytes?: number | undefined;
}

/** What scripts log to their runs: answered only once it is on disk. */
export const ingestRoutes: FastifyPluginAsyncTypebox<IngestRoutes> = async (app, { ingest, maxBodiesBytes }) => {
  app.post(
    '/runs/:id/log',
    {
      schema: {
        tags: ['Logging'],
        operationId: 'logStep',
        summary: 'Log one step, the plain form',
        description: 'Without a step, the one after the highest is used; without a time, now. `{}` is a sign of life.',
        params: ById,
        body: PlainLog,
        response: writeAnswers({ 200: PlainAck }, ...RUN_REFUSALS, 'bad_point', 'conflict', 'overloaded'),
      },
    },
    async (request) => ingest.plain(request.params.id, request.body),
  );

  await app.register(batchRoute, { ingest, maxBodiesBytes });
};

/** In a scope of its own, for the forms that its body may have. */
const batchRoute: FastifyPluginAsyncTypebox<IngestRoutes> = async (app, { ingest, maxBodiesBytes }) => {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
    readJson(body),
  );
  app.addContentTypeParser(BATCH_MEDIA_TYPE, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
    readBinary(body),
  );
  app.post(
    '/runs/:id/ingest',
    {
      bodyLimit: MAX_BATCH_BYTES,
      preParsing: createBodyBudget(maxBodiesBytes ?? MAX_BODIES_BYTES),
      validatorCompiler: bodylessValidatorCompiler as FastifySchemaCompiler<unknown>,
      schema: {
        tags: ['Logging'],
        operationId: 'ingestBatch',
        summary: 'Log a batch',
        description:
          'Stored whole or not at all. The same seq again changes nothing; a gap answers 409 with the expected seq, a stale attempt 410, overload 429, a nearly full disk 507. May be gzipped. The binary form is laid out in docs/logging.md.',
        params: ById,
        body: { content: { 'application/json': { schema: BatchRequest }, [BATCH_MEDIA_TYPE]: { schema: Binary } } },
        response: writeAnswers(
          { 200: Ack },
          ...RUN_REFUSALS,
          'bad_point',
          'conflict',
          'seq_gap',
          'fenced',
          'overloaded',
        ),
      },
    },
    async (request) => ingest.batch(request.params.id, request.body),
  );
};

/** Names that would poison objects need no search here: nothing of a batch is merged into another object. */
function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new AppError('invalid', `The body is not JSON: ${(error as Error).message}`, { fields: [] });
  }
}

function readBinary(body: Buffer): unknown {
  try {
    return decodeBatch(body);
  } catch (error) {
    if (!(error instanceof BatchFormatError)) throw error;
    throw new AppError(error.details ? 'bad_point' : 'invalid', `${error.message} Nothing was stored.`, error.details);
  }
}
