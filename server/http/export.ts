import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ExportFormat, ExportQuery } from '../../shared/export.ts';
import type { ExportService, ExportTable } from '../services/export-service.ts';
import { ById, RUN_REFUSALS, readAnswers, writeAnswers } from './answers.ts';
import { toCsv } from './export/csv.ts';
import { inTurns } from './export/in-turns.ts';
import { toJson } from './export/json.ts';

/** Parts made ahead of their reader. */
const MOST_WAITING = 2;

const FORMATS: Record<
  ExportFormat,
  { type: string; ending: string; write: (table: ExportTable) => AsyncIterable<string | Uint8Array> }
> = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv', write: toCsv },
  json: { type: 'application/json; charset=utf-8', ending: 'json', write: toJson },
  arrow: { type: 'application/vnd.apache.arrow.stream', ending: 'arrows', write: toArrow },
  parquet: { type: 'application/vnd.apache.parquet', ending: 'parquet', write: toParquet },
};

/** The library is loaded with the first such file: it is a good part of what a start would load. */
async function* toArrow(table: ExportTable) {
  const arrow = await import('./export/arrow.ts');
  yield* arrow.toArrow(table);
}

/** Loaded with the first such file, too. */
async function* toParquet(table: ExportTable) {
  const parquet = await import('./export/parquet.ts');
  yield* parquet.toParquet(table);
}

const File = {
  description: 'A file to keep, sent as it is made.',
  content: {
    'text/csv': { schema: Type.String() },
    'application/json': {
      schema: Type.Object({ columns: Type.Array(Type.String()), rows: Type.Array(Type.Unknown()) }),
    },
    'application/vnd.apache.arrow.stream': { schema: Type.String({ format: 'binary' }) },
    'application/vnd.apache.parquet': { schema: Type.String({ format: 'binary' }) },
  },
};
const { runs: _, ...ofOneRun } = ExportQuery.properties;
const RunExport = Type.Object(
  { of: ofOneRun.of, format: Type.Enum(ExportFormat.enum, { default: 'csv', description: 'Of the file.' }) },
  { additionalProperties: false },
);

/** What runs logged as files: CSV, JSON, Arrow or Parquet, a row a point. */
export const exportRoutes: FastifyPluginAsyncTypebox<{ exports: ExportService }> = async (app, { exports }) => {
  async function fileOf(query: ExportQuery) {
    const { type, ending, write } = FORMATS[query.format];
    const table = await exports.open(query);
    const disposition = `attachment; filename="${table.title}.${ending}"`;
    return {
      headers: { 'content-type': type, 'content-disposition': disposition },
      file: Readable.from(inTurns(write(table)), { highWaterMark: MOST_WAITING }),
    };
  }

  app.post(
    '/export',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'exportCurves',
        summary: 'Export curves',
        description:
          'Every point, or exactly what a chart shows. In CSV, text that a spreadsheet would run gets a leading apostrophe.',
        body: ExportQuery,
        response: writeAnswers({ 200: File }, ...RUN_REFUSALS),
      },
    },
    async (request, reply) => {
      const { headers, file } = await fileOf(request.body);
      return reply.headers(headers).send(file as never); // what is declared is what it reads as
    },
  );

  app.get(
    '/runs/:id/export',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'exportRun',
        summary: 'Export a run',
        description: 'Every series of it.',
        params: ById,
        querystring: RunExport,
        response: readAnswers({ 200: File }, ...RUN_REFUSALS),
      },
    },
    async (request, reply) => {
      const { headers, file } = await fileOf({ runs: [request.params.id], ...request.query });
      return reply.headers(headers).send(file as never);
    },
  );
};
