import { isUtf8 } from 'node:buffer';
import type { CsvReading } from '../../shared/training/csv-reading.ts';
import { quoted } from './cell.ts';
import { chooseDelimiter, type Delimiter, type SampleRow } from './csv-delimiter.ts';
import { hasHeader, isLineBefore } from './csv-header.ts';
import { readPreamble } from './csv-preamble.ts';
import { DataError } from './errors.ts';

/** As much of a file as is looked at to find out how it is written. */
export const SAMPLE_BYTES = 4 * 1024 ** 2;
/** More columns would need more memory than an inspection has. */
const MAX_COLUMNS = 20_000;

/** How a CSV is written. */
export interface Dialect {
  delimiter: Delimiter;
  /** Whether the names come from the file. */
  header: boolean;
  /** Names from the header, or made up: column1, column2, … */
  columns: string[];
  /** Whether the first row is not data. */
  skipsFirst: boolean;
  /** Whether the first column only names the rows. */
  rowNames: boolean;
  /** Whether every row ends with a delimiter after its last cell. */
  trailing: boolean;
  /** Where the first row begins: bytes and line, which count from 0 and 1. */
  start: number;
  firstLine: number;
  /** The byte that ends lines. */
  newline: 10 | 13;
  /** Decisions to show. */
  notes: string[];
}

/**
 * Finds delimiter, header and column names from the start of a file; what `reading` sets is taken as it is.
 *
 * @throws {DataError} when there is no row, or the file is not text in UTF-8
 */
export function findDialect(sample: Uint8Array, reading: CsvReading = {}): Dialect {
  const isPart = sample.length >= SAMPLE_BYTES;
  const whole = Buffer.from(sample.buffer, sample.byteOffset, sample.length);
  const newline = whole.includes(10) ? 10 : 13;
  // The last line of a part is cut somewhere, perhaps within a character.
  const text = isPart ? whole.subarray(0, whole.lastIndexOf(newline) + 1 || whole.length) : whole;
  checkEncoding(text, 1, newline, isPart && text.length === whole.length);

  const preamble = readPreamble(text, newline);
  const forced = reading.delimiter ?? preamble.delimiter;
  const { delimiter, rows, width } = chooseDelimiter(text.subarray(preamble.start), forced);
  const before = countLinesBefore(rows, width);
  const used = rows.slice(before);
  const [first] = used;
  if (!first || width === 0) throw new DataError('expected a CSV, found no row in it');
  if (width > MAX_COLUMNS) throw new DataError(`expected at most ${MAX_COLUMNS} columns, found ${width}`);

  const below = used.slice(1).map(({ cells }) => cells);
  const start = afterBlanks(text, preamble.start + first.start);
  const firstLine = preamble.line + countLines(text, preamble.start, start, newline);
  const names = namesOf(first.cells, below, width, reading.header, preamble.names(delimiter));
  const { trailing } = names;
  const columns = unique(
    Array.from({ length: trailing ? width - 1 : width }, (_, index) => names.names[index] || `column${index + 1}`),
  );
  const notes = [
    ...(before > 0 || preamble.line > 1
      ? [`lines before the table are skipped: ${firstLine === 2 ? '1' : `1 to ${firstLine - 1}`}`]
      : []),
    ...(names.rowNames ? [`the first column only names the rows and is left out: ${quoted(columns[0] ?? '')}`] : []),
  ];
  const { header, skipsFirst, rowNames } = names;
  return { delimiter, header, columns, skipsFirst, rowNames, trailing, start, firstLine, newline, notes };
}

/**
 * Refuses what is not text in UTF-8: bytes that cannot be decoded would all become the same character.
 *
 * @throws {DataError} naming the line, counted from `line`, which is that of the first byte
 */
export function checkEncoding(bytes: Buffer, line: number, newline: number, mayBeCut = false): void {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (line === 1 && utf16) throw new DataError('expected a CSV in UTF-8, found UTF-16: save it as UTF-8');
  if (bytes.includes(0)) throw new DataError('expected a CSV in UTF-8, found zero bytes');
  if (mayBeCut || isUtf8(bytes)) return;
  for (let at = line, start = 0; ; at++) {
    const end = bytes.indexOf(newline, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) {
      throw new DataError(`expected a CSV in UTF-8, found other bytes on line ${at}`);
    }
    start = end + 1;
  }
}

/** Titles above a table have one cell, or one that is not empty; they are skipped only where a header follows. */
function countLinesBefore(rows: SampleRow[], width: number): number {
  const cells = rows.map((row) => row.cells);
  let before = 0;
  while (isLineBefore(cells.slice(before), width)) before += 1;
  return before;
}

interface Names {
  names: string[];
  header: boolean;
  skipsFirst: boolean;
  rowNames: boolean;
  trailing: boolean;
}

function namesOf(
  first: string[],
  below: string[][],
  width: number,
  wanted: boolean | undefined,
  commented: string[] | undefined,
): Names {
  const full = below.filter((row) => row.length === width);
  const { shifted, trailing } = edgesOf(first, full, width);
  const counted = countsRows(first, full);
  if (wanted ?? (counted || hasHeader(shifted ? [undefined, ...first] : first, below))) {
    const rowNames = shifted || counted;
    const names = rowNames ? ['row_names', ...(shifted ? first : first.slice(1))] : first;
    return { names, header: true, skipsFirst: true, rowNames, trailing };
  }
  const names = wanted === undefined && commented?.length === width ? commented : [];
  return { names, header: names.length > 0, skipsFirst: false, rowNames: false, trailing };
}

/** One name less than cells: the rows end with a delimiter (`trailing`), or begin with a name of the row (`shifted`). */
function edgesOf(first: string[], rows: string[][], width: number): { shifted: boolean; trailing: boolean } {
  if (rows.length === 0) return { shifted: false, trailing: false };
  const isShort = first.length === width - 1;
  const isOpen = isShort || (first.length === width && first[width - 1] === '');
  const trailing = isOpen && rows.every((row) => row[width - 1] === '');
  return { shifted: isShort && !trailing, trailing };
}

/** Whether a first column without a name counts the rows from 0 or 1, as data frames write their index. */
function countsRows(first: string[], rows: string[][]): boolean {
  if (first[0] !== '' || first.length < 2 || rows.length < 2) return false;
  const from = Number(rows[0]?.[0] || Number.NaN);
  return (from === 0 || from === 1) && rows.every((row, index) => row[0] !== '' && Number(row[0]) === from + index);
}

function afterBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 10 || bytes[at] === 13) at += 1;
  return at;
}

function countLines(bytes: Buffer, from: number, to: number, newline: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (bytes[at] === newline) lines += 1;
  return lines;
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
