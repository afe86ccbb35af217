import { isUtf8 } from 'node:buffer';
import { type Options, parse } from 'csv-parse/sync';
import { isMissing, parseNumber } from './cell.ts';
import { DataError } from './errors.ts';

/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 1 << 20;

/** What csv-parse needs to take rows as they are, so that each can be judged here by its line. */
export const LENIENT: Options = {
  bom: true,
  trim: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: MAX_ROW_BYTES,
};

/** Tried in this order: what is left for the comma has no consistent tabs, semicolons or pipes. */
const DELIMITERS = ['\t', ';', '|', ',', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const SAMPLE_BYTES = 4 * 1024 ** 2;
const SAMPLE_ROWS = 50;
/** Share of the sampled rows that must have the same width for a delimiter to be believed. */
const AGREEMENT = 0.8;

/** How a CSV is written. */
export interface Dialect {
  delimiter: Delimiter;
  header: boolean;
  /** Names from the header, or made up: column1, column2, … */
  columns: string[];
}

/**
 * Finds delimiter, header and column names from the start of a file.
 *
 * @throws {DataError} when there is no row, or the file is not text in UTF-8
 */
export function findDialect(bytes: Uint8Array): Dialect {
  const sample = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SAMPLE_BYTES));
  if (sample.includes(0)) throw new DataError('expected a CSV in UTF-8, found zero bytes');
  if (!isUtf8(bytes)) throw new DataError(`expected a CSV in UTF-8, found other bytes on line ${otherLine(bytes)}`);

  const candidates = DELIMITERS.map((delimiter) => ({
    delimiter,
    ...sampleRows(sample, delimiter, sample.length < bytes.length),
  }));
  const { delimiter, rows, width } = candidates.find((each) => each.width > 1 && each.agreement >= AGREEMENT) ??
    candidates.find((each) => each.delimiter === ',') ?? { delimiter: ',', rows: [], width: 0 };
  const first = rows[0];
  if (!first) throw new DataError('expected a CSV, found no row in it');

  const header = hasHeader(first, rows.slice(1), delimiter);
  const names = Array.from({ length: width }, (_, index) => (header && first[index]) || `column${index + 1}`);
  return { delimiter, header, columns: unique(names) };
}

/** The first line that is not UTF-8. Whatever cannot be decoded would all become the same character. */
function otherLine(bytes: Uint8Array): number {
  const newline = bytes.includes(10) ? 10 : 13;
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(newline, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

function sampleRows(sample: Buffer, delimiter: Delimiter, isCut: boolean) {
  const rows: string[][] = [];
  try {
    parse(sample, {
      ...LENIENT,
      delimiter: delimiter === ' ' ? [' ', '\t'] : delimiter,
      to: SAMPLE_ROWS,
      on_record: (record: string[]) => {
        rows.push(delimiter === ' ' ? record.filter((cell) => cell !== '') : record);
      },
    });
  } catch {
    // A quote cut off by the end of the sample, or never closed: the rows before it are enough.
  }
  if (isCut && rows.length < SAMPLE_ROWS && rows.length > 1) rows.pop();
  const counts = new Map<number, number>();
  // The first row may be a header of another width.
  for (const { length } of rows.length > 1 ? rows.slice(1) : rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width, agreeing] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  return { rows, width, agreement: agreeing / Math.max(1, rows.length - 1) };
}

/**
 * A first row is a header when it has a word where the rows below have numbers or, in a file without
 * any number, when its cells are all there and all different.
 */
function hasHeader(first: string[], below: string[][], delimiter: Delimiter): boolean {
  const isNumeric = (cell: string) => Number.isFinite(parseNumber(cell, delimiter));
  const numeric = first.map((_, index) => {
    const cells = below.map((row) => row[index] ?? '').filter((cell) => !isMissing(cell));
    return cells.length > 0 && cells.filter(isNumeric).length > cells.length / 2;
  });
  if (first.some((cell, index) => numeric[index] && !isMissing(cell) && !isNumeric(cell))) return true;
  const words = first.every((cell) => cell !== '' && !isNumeric(cell));
  return !numeric.includes(true) && words && new Set(first).size === first.length;
}

function unique(names: string[]): string[] {
  const taken = new Set(names);
  const copies = new Map<string, number>();
  return names.map((name) => {
    const seen = copies.get(name);
    if (seen === undefined) {
      copies.set(name, 1);
      return name;
    }
    let copy = seen + 1;
    while (taken.has(`${name}_${copy}`)) copy += 1;
    copies.set(name, copy);
    taken.add(`${name}_${copy}`);
    return `${name}_${copy}`;
  });
}
