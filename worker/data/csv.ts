import { CsvError, parse } from 'csv-parse/sync';
import type { BadRow } from '../../shared/training/dataset.ts';
import { type Dialect, LENIENT } from './csv-dialect.ts';
import { DataError } from './errors.ts';

/** A file with more rows that cannot be read than this is no CSV. */
const MAX_SYNTAX_ERRORS = 100;

export interface RowSink {
  /** A data row of the expected number of cells; lines count from 1, the header's included. */
  row(cells: string[], line: number): void;
  /** A row that was left out. */
  bad(row: BadRow): void;
}

/**
 * Reads every data row of a CSV in order. Rows of another width than the dialect's are bad rows, and so
 * is a line that cannot be read, such as one whose quote is never closed: reading goes on after it.
 *
 * @throws {DataError} when so many lines cannot be read that it is no CSV
 */
export function scanRows(bytes: Uint8Array, dialect: Dialect, sink: RowSink): void {
  const lines = createLineCounter(bytes);
  const width = dialect.columns.length;
  let header = dialect.header;
  const take = (record: string[], start: number) => {
    const cells = dialect.delimiter === ' ' ? record.filter((cell) => cell !== '') : record;
    if (header) header = false;
    else if (cells.length === width) sink.row(cells, lines.at(start));
    else sink.bad({ line: lines.at(start), message: `expected ${width} columns, found ${cells.length}` });
  };

  let from = 0;
  for (let errors = 0; from < bytes.length; errors++) {
    const failure = parseFrom(bytes, from, dialect, take);
    if (!failure) return;
    if (errors === MAX_SYNTAX_ERRORS) throw new DataError(`not a CSV: ${errors} lines cannot be read`);
    sink.bad({ line: lines.at(failure.start), message: failure.message });
    from = lines.nextLine(failure.start);
    header = false;
  }
}

/** Parses from `from` on; on a row that cannot be read, returns where it starts and why. */
function parseFrom(
  bytes: Uint8Array,
  from: number,
  dialect: Dialect,
  take: (record: string[], start: number) => void,
): { start: number; message: string } | undefined {
  let end = from;
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from), {
      ...LENIENT,
      delimiter: dialect.delimiter === ' ' ? [' ', '\t'] : dialect.delimiter,
      on_record: (record: string[], { bytes: read }) => {
        take(record, end);
        end = from + read;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
    return { start: end, message: unclosed ? 'a quote is opened and never closed' : 'text after a closing quote' };
  }
}

/** Finds the line of an offset; offsets must come in rising order. */
function createLineCounter(bytes: Uint8Array) {
  const newline = bytes.includes(10) ? 10 : 13;
  let counted = 0;
  let line = 1;
  const afterBlanks = (offset: number) => {
    let at = offset;
    while (bytes[at] === 10 || bytes[at] === 13) at += 1;
    return at;
  };
  return {
    /** The line of the first row that starts at `offset` or, after empty lines, behind it. */
    at(offset: number): number {
      const target = afterBlanks(offset);
      for (; counted < target; counted++) if (bytes[counted] === newline) line += 1;
      return line;
    },
    /** Where the line after the row at `offset` starts. */
    nextLine(offset: number): number {
      const end = bytes.indexOf(newline, afterBlanks(offset));
      return end < 0 ? bytes.length : end + 1;
    },
  };
}
