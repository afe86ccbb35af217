import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import { Type } from 'typebox';
import { BATCH_MEDIA_TYPE } from '../../shared/batch-codec.ts';
import { Ack, BatchRequest, PlainAck, PlainLog } from '../../shared/ingest.ts';
import type { BatchBody } from '../ingest/batch-body.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { ById, RUN_REFUSALS, writeAnswers } from './answers.ts';
import { createBodyBudget } from './body-budget.ts';
import { readBytes } from './body-bytes.ts';
import { acceptJson, LOG_RULES } from './json-body.ts';
import { bodylessValidatorCompiler } from './validation.ts';

/** Room for a million points, decoded. */
const MAX_BATCH_BYTES = 64 * 1024 ** 2;

/** Of all batches that are being sent at once, inflated: two of the largest. */
const MAX_BODIES_BYTES = 2 * MAX_BATCH_BYTES;

const NO_BODY: BatchBody = { form: 'json', bytes: new Uint8Array() };

const Binary = Type.String({ format: 'binary', description: 'The same in float64 columns.' });

interface IngestRoutes {
  ingest: Ingest;
  maxBodiesBytes?: number | undefined;
}

/** What scripts log to their runs: answered only once it is on disk. */
export const ingestRoutes: FastifyPluginAsyncTypebox<IngestRoutes> = async (app, { ingest, maxBodiesBytes }) => {
  app.removeContentTypeParser('application/json');
  acceptJson(app, LOG_RULES);
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
  const take = (type: string, form: BatchBody['form']) =>
    app.addContentTypeParser(type, async ({ headers }: FastifyRequest, payload: Readable) => ({
      form,
      bytes: await readBytes(payload, headers, MAX_BATCH_BYTES),
    }));
  app.removeContentTypeParser('application/json');
  take('application/json', 'json');
  take(BATCH_MEDIA_TYPE, 'binary');
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
    async (request) => ingest.batch(request.params.id, (request.body as unknown as BatchBody | undefined) ?? NO_BODY),
  );
};
