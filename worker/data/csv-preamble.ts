import { DELIMITERS, type Delimiter } from './csv-delimiter.ts';

/** Lines longer than this are no comment that anybody wrote. */
const MAX_COMMENT_BYTES = 64 * 1024;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** What stands before the rows of a file. */
export interface Preamble {
  /** Bytes before the first row, and its line. */
  start: number;
  line: number;
  /** From a line such as `sep=;`, which spreadsheets write. */
  delimiter: Delimiter | undefined;
  /** The cells of the last comment line, which some programs use for the header. */
  names(delimiter: Delimiter): string[] | undefined;
}

/** Finds a byte order mark, a `sep=` line and comment lines (`#`) at the start of a file. */
export function readPreamble(bytes: Buffer, newline: number): Preamble {
  let start = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  let line = 1;
  let comment: string | undefined;
  let delimiter: Delimiter | undefined;
  for (;;) {
    const found = bytes.indexOf(newline, start);
    if (found < 0 || found - start > MAX_COMMENT_BYTES) break;
    const text = bytes.toString('utf8', start, found).replace(/\r$/, '');
    const separator = /^"?sep=(.| |\t)"?$/i.exec(text);
    if (separator && delimiter === undefined && comment === undefined) delimiter = known(separator[1] ?? '');
    else if (text.startsWith('#')) comment = text;
    else if (!(text.trim() === '' && (delimiter || comment))) break;
    start = found + 1;
    line += 1;
  }
  return {
    start,
    line,
    delimiter,
    names: (by) => {
      const text = comment?.replace(/^#+\s*/, '');
      return text === undefined ? undefined : text.split(by === ' ' ? /\s+/ : by).map((cell) => cell.trim());
    },
  };
}

function known(text: string): Delimiter | undefined {
  return DELIMITERS.find((each) => each === text);
}
