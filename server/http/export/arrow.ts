import {
  type Data,
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
} from 'apache-arrow';
import type { ExportTable, TablePart } from '../../services/export-service.ts';

const TEXTS = ['run', 'name', 'series'];
/** Marks the end of a stream. */
const END_BYTES = 8;

/** A table as an Arrow IPC stream, a record batch a part: texts and nullable float64 columns. */
export async function* toArrow({ columns, parts }: ExportTable): AsyncGenerator<Uint8Array> {
  const schema = new Schema([
    ...TEXTS.map((name) => new Field(name, new Utf8(), false)),
    ...columns.map((name) => new Field(name, new Float64(), true)),
  ]);
  const empty = tableToIPC(new Table(schema), 'stream');
  const headBytes = empty.length - END_BYTES;
  yield empty.subarray(0, headBytes);
  for await (const part of parts) yield bytesOf(schema, part).subarray(headBytes, -END_BYTES);
  yield empty.subarray(headBytes);
}

/** A stream of its own: the same head for each part of a table, its one batch, and the end. */
function bytesOf(schema: Schema, { run, name, key, rows, columns }: TablePart): Uint8Array {
  const children: Data[] = [...[run, name, key].map((text) => repeated(text, rows)), ...columns.map(floats)];
  const struct = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  return tableToIPC(new Table([new RecordBatch(schema, struct)]), 'stream');
}

function repeated(text: string, rows: number): Data<Utf8> {
  const bytes = Buffer.from(text);
  const valueOffsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * bytes.length);
  return makeData({
    type: new Utf8(),
    length: rows,
    nullCount: 0,
    valueOffsets,
    data: Buffer.alloc(rows * bytes.length, bytes),
  });
}

function floats(column: ArrayLike<number | null>): Data<Float64> {
  const data = Float64Array.from(column, (value) => value ?? 0);
  const nullBitmap = new Uint8Array(Math.ceil(column.length / 8));
  let nullCount = 0;
  for (let row = 0; row < column.length; row++) {
    if (column[row] === null) nullCount++;
    else nullBitmap[row >> 3] = (nullBitmap[row >> 3] as number) | (1 << (row & 7));
  }
  return makeData({ type: new Float64(), length: column.length, nullCount, nullBitmap, data });
}
