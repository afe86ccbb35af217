import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { RunCell, RunExportColumn, RunExportTable } from '../../services/run-export-service.ts';
import { csvCell } from './csv-cell.ts';

/** Times as ISO 8601, numbers so that they read back as the same float64. */
export async function* runsToCsv({ columns, pages }: RunExportTable): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for await (const rows of pages)
    yield rows.map((row) => `${row.map((value, at) => textOf(value, columns[at])).join(',')}\r\n`).join('');
}

/** An array of objects; NaN and the infinities by name. */
export async function* runsToJson({ columns, pages }: RunExportTable): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const rows of pages)
    for (const row of rows) {
      yield separator +
        JSON.stringify(Object.fromEntries(columns.map((column, at) => [column.name, jsonOf(row[at] ?? null, column)])));
      separator = ',\n';
    }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** A row group a page: texts, doubles and timestamps in ms, each of which may be missing. */
export async function* runsToParquet({ columns, pages }: RunExportTable): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  // Without statistics: a reader that skips by them would skip NaN.
  const file = new ParquetWriter({ writer, schema: schemaOf(columns), statistics: false, createdBy: 'lossboard' });
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    const columnData = columns.map(({ name, kind }, at) => ({
      name,
      data: rows.map((row) => parquetOf(row[at] ?? null, kind)),
    }));
    void file.write({ columnData, rowGroupSize: rows.length });
    yield taken();
  }
  void file.finish();
  yield taken();
}

function schemaOf(columns: readonly RunExportColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }): SchemaElement => {
      if (kind === 'number') return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
      return kind === 'time'
        ? { name, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' }
        : { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
    }),
  ];
}

function parquetOf(value: RunCell, kind: RunExportColumn['kind']): RunCell | Date {
  if (value === null) return null;
  if (kind === 'time') return new Date(value);
  return kind === 'text' ? String(value) : value;
}

function textOf(value: RunCell, column: RunExportColumn | undefined): string {
  if (value === null) return '';
  if (column?.kind === 'time') return new Date(value).toISOString();
  if (typeof value === 'string') return csvCell(value);
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function jsonOf(value: RunCell, { kind }: RunExportColumn): RunCell {
  if (value === null) return null;
  if (kind === 'time') return new Date(value).toISOString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
