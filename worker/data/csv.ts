import { CsvError, parse } from 'csv-parse/sync';
import type { BadRow } from '../../shared/training/dataset.ts';
import { cellsOf, MAX_ROW_BYTES, parserOptions } from './csv-delimiter.ts';
import { checkEncoding, type Dialect } from './csv-dialect.ts';
import { DataError } from './errors.ts';
import type { Pass } from './passes.ts';

/** A file with more rows that cannot be read than this is no CSV. */
const MAX_SYNTAX_ERRORS = 100;

export interface RowSink {
  /** A data row of the expected number of cells; lines count from 1. Returns whether to read on. */
  row(cells: string[], line: number): boolean;
  /** A row that was left out. */
  bad(row: BadRow): void;
}

/**
 * Reads every data row of a CSV in order, from pieces of any size. Rows of another width than the dialect's are bad rows,
 * and so is a line that cannot be read, such as one whose quote is never closed: reading goes on after it.
 *
 * @throws {DataError} from `push` and `end` when so many lines cannot be read that it is no CSV, or it is not UTF-8
 */
export function createRowPass(dialect: Dialect, sink: RowSink): Pass {
  const { newline, delimiter } = dialect;
  const width = dialect.columns.length;
  let skip = dialect.start;
  let header = dialect.skipsFirst;
  let pending: Buffer = Buffer.alloc(0);
  let line = dialect.firstLine;
  let errors = 0;
  let wants = true;

  function take(record: string[], at: number): void {
    if (!wants) return;
    const cells = cellsOf(record, delimiter);
    if (dialect.trailing && cells.length === width + 1 && cells[width] === '') cells.pop();
    if (header) header = false;
    else if (cells.length === width) wants = sink.row(cells, at);
    else sink.bad({ line: at, message: `expected ${width} columns, found ${cells.length}` });
  }

  /** Reads the rows of whole lines; returns how many bytes were read, less than all where a quote goes on. */
  function readLines(block: Buffer, isLast: boolean): number {
    const lines = createLineCounter(block, newline, line);
    let from = 0;
    while (from < block.length && wants) {
      const failure = parseFrom(block, from, dialect, (record, start) => take(record, lines.at(start)));
      if (!failure) break;
      const { start, message, unclosed } = failure;
      if (unclosed && !isLast && block.length - start < MAX_ROW_BYTES) {
        line = lines.exactly(start);
        return start;
      }
      errors += 1;
      if (errors > MAX_SYNTAX_ERRORS) throw new DataError(`not a CSV: ${MAX_SYNTAX_ERRORS} lines cannot be read`);
      sink.bad({ line: lines.at(start), message });
      from = lines.nextLine(start);
      header = false;
    }
    line = lines.exactly(block.length);
    return block.length;
  }

  return {
    push(chunk) {
      const skipped = Math.min(skip, chunk.length);
      skip -= skipped;
      pending = Buffer.concat([pending, chunk.subarray(skipped)]);
      const end = pending.lastIndexOf(newline) + 1;
      if (end === 0 && pending.length > MAX_ROW_BYTES) {
        throw new DataError(`line ${line}: expected rows of at most ${MAX_ROW_BYTES} bytes, found a longer one`);
      }
      checkEncoding(pending.subarray(0, end), line, newline);
      pending = pending.subarray(readLines(pending.subarray(0, end), false));
      return wants;
    },
    end() {
      checkEncoding(pending, line, newline);
      readLines(pending, true);
    },
  };
}

/** The same for a file that is in memory. */
export function scanRows(bytes: Buffer, dialect: Dialect, sink: RowSink): void {
  const pass = createRowPass(dialect, sink);
  pass.push(bytes);
  pass.end();
}

/** Parses from `from` on; on a row that cannot be read, returns where it starts and why. */
function parseFrom(
  bytes: Buffer,
  from: number,
  dialect: Dialect,
  take: (record: string[], start: number) => void,
): { start: number; message: string; unclosed: boolean } | undefined {
  let end = from;
  try {
    parse(bytes.subarray(from), {
      ...parserOptions(dialect.delimiter),
      on_record: (record: string[], { bytes: read }) => {
        take(record, end);
        end = from + read;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const unclosed = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
    const message = unclosed ? 'a quote is opened and never closed' : 'text after a closing quote';
    return { start: end, message, unclosed };
  }
}

/** Finds the line of an offset; offsets must come in rising order. `first` is the line of offset 0. */
function createLineCounter(bytes: Buffer, newline: number, first: number) {
  let counted = 0;
  let line = first;
  const afterBlanks = (offset: number) => {
    let at = offset;
    while (bytes[at] === 10 || bytes[at] === 13) at += 1;
    return at;
  };
  const exactly = (offset: number): number => {
    for (; counted < offset; counted++) if (bytes[counted] === newline) line += 1;
    return line;
  };
  return {
    exactly,
    /** The line of the first row that starts at `offset` or, after empty lines, behind it. */
    at: (offset: number): number => exactly(afterBlanks(offset)),
    /** Where the line after the row at `offset` starts. */
    nextLine(offset: number): number {
      const end = bytes.indexOf(newline, afterBlanks(offset));
      return end < 0 ? bytes.length : end + 1;
    },
  };
}
