import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { type RunExportFormat, RunExportQuery } from '../../shared/run-export.ts';
import type { RunExportService, RunExportTable } from '../services/run-export-service.ts';
import { writeAnswers } from './answers.ts';
import { inTurns } from './export/in-turns.ts';

type Write = (table: RunExportTable) => AsyncIterable<string | Uint8Array>;
/** Loaded with the first such file: the library of Parquet is no part of a start. */
const load = () => import('./export/run-table.ts');
const FORMATS: Record<RunExportFormat, { type: string; write: () => Promise<Write> }> = {
  csv: { type: 'text/csv; charset=utf-8', write: async () => (await load()).runsToCsv },
  json: { type: 'application/json; charset=utf-8', write: async () => (await load()).runsToJson },
  parquet: { type: 'application/vnd.apache.parquet', write: async () => (await load()).runsToParquet },
};
const MOST_WAITING = 2;
/** Ids of as many runs as may be named. */
const MOST_BODY_BYTES = 8 * 1024 ** 2;

const File = {
  description: 'A file to keep, sent as it is made.',
  content: {
    'text/csv': { schema: Type.String() },
    'application/json': { schema: Type.Array(Type.Record(Type.String(), Type.Unknown())) },
    'application/vnd.apache.parquet': { schema: Type.String({ format: 'binary' }) },
  },
};

/** Runs as files: CSV, JSON or Parquet, a row a run. */
export const runExportRoutes: FastifyPluginAsyncTypebox<{ exports: RunExportService }> = async (app, { exports }) => {
  app.post(
    '/query/runs/export',
    {
      bodyLimit: MOST_BODY_BYTES,
      schema: {
        tags: ['Runs'],
        operationId: 'exportRuns',
        summary: 'Export runs as a table',
        description:
          'A row for each run that matches, however many: settings, summaries and what else a table shows. In CSV, text that a spreadsheet would run gets a leading apostrophe.',
        body: RunExportQuery,
        response: writeAnswers({ 200: File }),
      },
    },
    async (request, reply) => {
      const { type, write } = FORMATS[request.body.format];
      const table = await exports.open(request.body);
      const made = (await write())(table);
      const disposition = `attachment; filename="lossboard-runs.${request.body.format}"`;
      return reply
        .headers({ 'content-type': type, 'content-disposition': disposition })
        .send(Readable.from(inTurns(made), { highWaterMark: MOST_WAITING }) as never); // what is declared is what it reads as
    },
  );
};
