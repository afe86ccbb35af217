import { Column, decodeColumn, type Encoding, encodeColumn } from './column-codec.ts';

/** The media type of an answer for panels in binary. */
export const PANELS_MEDIA_TYPE = 'application/vnd.lossboard.panels';

/**
 * Layout, all little-endian:
 *
 *     0   "LBPA"
 *     4   uint32   version, 2
 *     8   uint32   length of the envelope in bytes
 *     12  envelope: the answer as JSON in UTF-8, with `{"column": [encoding, values, bytes]}` in place of each column
 *         the bytes of each column, in the order of the envelope
 *
 * A column with the values of one before it is `{"column": n}`: the same as the nth that has bytes, counted from 0.
 */
const MAGIC = 0x4150424c;
const VERSION = 2;
const HEADER_BYTES = 12;

/** Bytes that are no answer for panels. */
export class PanelFormatError extends Error {
  override name = 'PanelFormatError';
}

type ColumnReference = [encoding: Encoding, values: number, bytes: number] | number;

/** An answer in binary, its columns packed: runs that logged at the same steps share these. */
export function encodePanels(answer: unknown): Uint8Array<ArrayBuffer> {
  const columns: Uint8Array[] = [];
  const places = new ColumnPlaces();
  const pack = (_: string, value: unknown) => {
    if (!(value instanceof Column)) return value;
    const place = places.of(value, columns.length);
    if (place < columns.length) return { column: place satisfies ColumnReference };
    const { encoding, bytes } = encodeColumn(value);
    columns.push(bytes);
    return { column: [encoding, value.values.length, bytes.length] satisfies ColumnReference };
  };
  const envelope = new TextEncoder().encode(JSON.stringify(answer, pack));
  const length = columns.reduce((sum, { length }) => sum + length, HEADER_BYTES + envelope.length);

  const bytes = new Uint8Array(length);
  const header = new DataView(bytes.buffer);
  for (const [index, word] of [MAGIC, VERSION, envelope.length].entries()) header.setUint32(4 * index, word, true);
  bytes.set(envelope, HEADER_BYTES);
  let at = HEADER_BYTES + envelope.length;
  for (const column of columns) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

/**
 * The answer that `bytes` hold, each of its columns a Float64Array, which several may share.
 *
 * @throws {PanelFormatError} when the bytes are of another form or version, or end too early
 */
export function decodePanels(bytes: Uint8Array): unknown {
  const { envelope, columnsAt } = readEnvelope(bytes);
  let at = columnsAt;
  const columns: Float64Array[] = [];
  const unpack = (_: string, value: unknown) => {
    const reference = (value as { column?: ColumnReference } | null)?.column;
    if (typeof reference === 'number') return columns[reference] ?? fail(`there is no column ${reference}`);
    if (!Array.isArray(reference)) return value;
    const [encoding, values, length] = reference;
    const column = decodeColumn(encoding, bytes.subarray(at, at + length), values);
    at += length;
    columns.push(column);
    return column;
  };
  try {
    return JSON.parse(envelope, unpack);
  } catch (error) {
    throw new PanelFormatError(`The answer cannot be read: ${(error as Error).message}`);
  }
}

function fail(message: string): never {
  throw new PanelFormatError(message);
}

/** Where each of the columns so far is, found by its values. */
class ColumnPlaces {
  /** Those that are as long and begin, end and are in the middle alike. */
  readonly #alike = new Map<string, { column: Column; place: number }[]>();

  /** The place of a column with the same values; `next` when there is none, which it then has. */
  of(column: Column, next: number): number {
    const { values, precision } = column;
    const { length } = values;
    const key = [precision, length, values[0], values[length >> 1], values[length - 1]].join();
    const alike = this.#alike.get(key) ?? [];
    const found = alike.find((each) => hasSameValues(each.column.values, values));
    if (found) return found.place;
    this.#alike.set(key, [...alike, { column, place: next }]);
    return next;
  }
}

function hasSameValues(some: Float64Array, others: Float64Array): boolean {
  for (let i = 0; i < some.length; i++) if (!Object.is(some[i], others[i])) return false;
  return true;
}

function readEnvelope(bytes: Uint8Array): { envelope: string; columnsAt: number } {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || header.getUint32(0, true) !== MAGIC)
    throw new PanelFormatError('An answer for panels begins with the letters "LBPA".');
  const version = header.getUint32(4, true);
  if (version !== VERSION) throw new PanelFormatError(`Answers of version ${version} are not known, only ${VERSION}.`);
  const columnsAt = HEADER_BYTES + header.getUint32(8, true);
  if (columnsAt > bytes.length)
    throw new PanelFormatError(`The envelope ends at byte ${columnsAt}, but there are ${bytes.length}.`);
  return { envelope: new TextDecoder().decode(bytes.subarray(HEADER_BYTES, columnsAt)), columnsAt };
}
