import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ExportTable } from '../../services/export-service.ts';

const TEXTS = ['run', 'name', 'series'];
/** Rows of a row group, at least: one for each of many short series would make a file of headings. */
const GROUP_ROWS = 16_384;

type Column = (string | number | null)[];

/** A table as Parquet, a row group some 16,000 rows: texts and nullable doubles, compressed by Snappy. */
export async function* toParquet({ columns, parts }: ExportTable): AsyncGenerator<Uint8Array> {
  const names = [...TEXTS, ...columns];
  const writer = new ByteWriter();
  // Without statistics: a reader that skips by them would skip NaN.
  const file = new ParquetWriter({ writer, schema: schemaOf(columns), statistics: false, createdBy: 'lossboard' });
  let waiting: Column[] = names.map(() => []);

  function* taken(): Generator<Uint8Array> {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    if (bytes.length > 0) yield bytes;
  }

  function writeGroup(): void {
    const rows = waiting[0]?.length ?? 0;
    if (rows === 0) return;
    void file.write({ columnData: names.map((name, at) => ({ name, data: waiting[at] ?? [] })), rowGroupSize: rows });
    waiting = names.map(() => []);
  }

  for await (const { run, name, key, rows, columns: numbers } of parts) {
    for (const [at, text] of [run, name, key].entries()) for (let row = 0; row < rows; row++) waiting[at]?.push(text);
    for (const [at, column] of numbers.entries())
      for (let row = 0; row < rows; row++) waiting[TEXTS.length + at]?.push(column[row] ?? null);
    if ((waiting[0]?.length ?? 0) < GROUP_ROWS) continue;
    writeGroup();
    yield* taken();
  }
  writeGroup();
  void file.finish();
  yield* taken();
}

function schemaOf(columns: readonly string[]): SchemaElement[] {
  return [
    { name: 'root', num_children: TEXTS.length + columns.length },
    ...TEXTS.map((name) => ({
      ...{ name, type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const },
      repetition_type: 'REQUIRED' as const,
    })),
    ...columns.map((name) => ({ name, type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const })),
  ];
}
