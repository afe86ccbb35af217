import type { Batch, FloatBatch, FloatColumns, PointColumns } from './ingest.ts';
import { BATCH_RULES, readJsonText } from './json-text.ts';

/** The media type of a batch in binary. */
export const BATCH_MEDIA_TYPE = 'application/vnd.lossboard.batch';

/**
 * Layout, all little-endian:
 *
 *     0   "LBBT"
 *     4   uint32   version, 1
 *     8   uint32   length of the envelope in bytes
 *     12  uint32   points of all series together
 *     16  envelope: JSON in UTF-8, then zero bytes up to a multiple of 8
 *         for each series of the envelope, in its order: steps, times, values, each as float64 columns
 *
 * The envelope is the batch as JSON, except that its `series` lists only keys and counts:
 * `[["train/loss", 1000], …]`, each key with its number of points.
 */
const MAGIC = 0x5442424c;
const VERSION = 1;
const HEADER_BYTES = 16;
const COLUMNS = ['step', 'time', 'value'] as const;
const POINT_BYTES = 8 * COLUMNS.length;

/** Bytes that are not a batch. `details` names the series at fault, if it is one. */
export class BatchFormatError extends Error {
  readonly details: { series: string; column: string; index: number } | undefined;

  constructor(message: string, details?: { series: string; column: string; index: number }) {
    super(message);
    this.name = 'BatchFormatError';
    this.details = details;
  }
}

/** A batch in binary.
 *
 * @throws {RangeError} when the columns of a series differ in length
 */
export function encodeBatch({ series = {}, ...rest }: Batch | FloatBatch): Uint8Array<ArrayBuffer> {
  const entries = Object.entries<PointColumns | FloatColumns>(series);
  const counts = entries.map(([key, columns]) => [key, lengthOf(key, columns)] as const);
  const points = counts.reduce((sum, [, count]) => sum + count, 0);
  const envelope = new TextEncoder().encode(JSON.stringify({ ...rest, series: counts }));
  const columnsAt = HEADER_BYTES + padded(envelope.length);

  const bytes = new Uint8Array(columnsAt + POINT_BYTES * points);
  const header = new DataView(bytes.buffer);
  for (const [index, word] of [MAGIC, VERSION, envelope.length, points].entries())
    header.setUint32(4 * index, word, true);
  bytes.set(envelope, HEADER_BYTES);
  const floats = new Float64Array(bytes.buffer, columnsAt);
  let at = 0;
  for (const [, columns] of entries) {
    for (const name of COLUMNS) {
      floats.set(columns[name] as ArrayLike<number>, at); // "NaN" and the infinities convert to themselves
      at += columns[name].length;
    }
  }
  return bytes;
}

/**
 * The batch in `bytes`, its columns copied. Only the layout is checked here, not the content.
 *
 * @throws {BatchFormatError} when the layout is wrong or the bytes end too early
 */
export function decodeBatch(bytes: Uint8Array): unknown {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { envelopeBytes, points } = readHeader(header);
  const columnsAt = HEADER_BYTES + padded(envelopeBytes);
  if (columnsAt > bytes.length)
    throw new BatchFormatError(`The envelope takes ${envelopeBytes} bytes, but ${bytes.length - HEADER_BYTES} follow.`);
  const { series, ...rest } = readEnvelope(bytes.subarray(HEADER_BYTES, HEADER_BYTES + envelopeBytes));
  const counts = readCounts(series);
  const named = counts.reduce((sum, [, count]) => sum + count, 0);
  if (named !== points)
    throw new BatchFormatError(`The header counts ${points} points, but the series of the envelope ${named}.`);
  checkLength(bytes.length - columnsAt, counts, points);

  const floats = new Float64Array(new Uint8Array(bytes.subarray(columnsAt)).buffer); // copied, so aligned
  let at = 0;
  const take = (count: number) => {
    at += count;
    return floats.subarray(at - count, at);
  };
  const columns = counts.map(([key, count]) => [key, { step: take(count), time: take(count), value: take(count) }]);
  return columns.length > 0 ? { ...rest, series: Object.fromEntries(columns) } : rest;
}

function lengthOf(key: string, { step, time, value }: PointColumns | FloatColumns): number {
  if (step.length === time.length && step.length === value.length) return step.length;
  const lengths = `${step.length} steps, ${time.length} times and ${value.length} values`;
  throw new RangeError(`Series "${key}" has ${lengths}: its columns must be of equal length.`);
}

function readHeader(header: DataView): { envelopeBytes: number; points: number } {
  if (header.byteLength < HEADER_BYTES)
    throw new BatchFormatError(`A batch begins with ${HEADER_BYTES} bytes of header; these are ${header.byteLength}.`);
  if (header.getUint32(0, true) !== MAGIC) throw new BatchFormatError('A batch begins with the letters "LBBT".');
  const version = header.getUint32(4, true);
  if (version !== VERSION) throw new BatchFormatError(`Batches of version ${version} are not known, only ${VERSION}.`);
  return { envelopeBytes: header.getUint32(8, true), points: header.getUint32(12, true) };
}

function readEnvelope(bytes: Uint8Array): Record<string, unknown> {
  try {
    const envelope: unknown = JSON.parse(readJsonText(bytes, BATCH_RULES));
    if (typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope))
      return envelope as Record<string, unknown>;
  } catch (error) {
    throw new BatchFormatError(`The envelope is not JSON in UTF-8: ${(error as Error).message}`);
  }
  throw new BatchFormatError('The envelope must be a JSON object.');
}

/** The keys that follow, each once, with their numbers of points. */
function readCounts(series: unknown = []): [string, number][] {
  if (!Array.isArray(series)) throw new BatchFormatError('The envelope\'s "series" must be [["key", points], …].');
  const seen = new Set<string>();
  return series.map((each: unknown, index) => {
    const [key, count] = Array.isArray(each) && each.length === 2 ? each : [];
    if (typeof key !== 'string' || !Number.isInteger(count) || count < 0)
      throw new BatchFormatError(
        `The envelope's series/${index} must be ["key", points], not ${JSON.stringify(each)}.`,
      );
    if (seen.has(key)) throw new BatchFormatError(`The envelope names series "${key}" twice.`);
    seen.add(key);
    return [key, count];
  });
}

function checkLength(bytes: number, counts: readonly [string, number][], points: number): void {
  const expected = points * POINT_BYTES;
  if (bytes === expected) return;
  if (bytes > expected) throw new BatchFormatError(`${bytes - expected} bytes follow the last column.`);
  let left = bytes;
  for (const [series, count] of counts) {
    if (left >= count * POINT_BYTES) {
      left -= count * POINT_BYTES;
      continue;
    }
    const column = COLUMNS[Math.floor(left / (8 * count))] ?? 'step';
    const index = Math.floor((left % (8 * count)) / 8);
    const message = `The batch ends within series "${series}", ${column}[${index}]; ${count} points were announced.`;
    throw new BatchFormatError(message, { series, column, index });
  }
}

const padded = (bytes: number) => Math.ceil(bytes / 8) * 8;
