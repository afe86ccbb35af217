import { type Options, parse } from 'csv-parse/sync';
import { isMissingNumber } from './missing.ts';
import { shapeOf } from './number-format.ts';

/** A row longer than this is a quote that was never closed. */
export const MAX_ROW_BYTES = 1 << 20;

/** What csv-parse needs to take rows as they are, so that each can be judged here by its line. */
const LENIENT: Options = {
  bom: false,
  trim: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: MAX_ROW_BYTES,
};

/** In this order where two explain a file equally well; a blank only where nothing else does. */
export const DELIMITERS = ['\t', ';', '|', ',', ' '] as const;
export type Delimiter = (typeof DELIMITERS)[number];

const SAMPLE_ROWS = 50;
/** Share of the sampled rows that must have the same width for a delimiter to be believed. */
const AGREEMENT = 0.8;

/** Numbers are counted in about as many cells, so that wide files take no longer. */
const SCORED_CELLS = 5000;

export interface SampleRow {
  cells: string[];
  /** Bytes before it. */
  start: number;
}

export interface Candidate {
  delimiter: Delimiter;
  rows: SampleRow[];
  width: number;
}

/** How csv-parse reads rows with that delimiter. */
export function parserOptions(delimiter: Delimiter): Options {
  return { ...LENIENT, delimiter: delimiter === ' ' ? [' ', '\t'] : delimiter };
}

/** The cells of a row as csv-parse gives it: runs of blanks are one delimiter. */
export function cellsOf(record: string[], delimiter: Delimiter): string[] {
  return delimiter === ' ' ? record.filter((cell) => cell !== '') : record;
}

/**
 * The delimiter that explains the sample best: rows of one width, a header of the same width (or of one name less, where
 * the rows are named), and many numbers. `forced` is taken as it is.
 */
export function chooseDelimiter(sample: Buffer, forced?: Delimiter): Candidate {
  if (forced !== undefined) return measure(sample, forced);
  const candidates = DELIMITERS.map((delimiter) => measure(sample, delimiter));
  const believed = candidates.filter(({ width, agreement }) => width > 1 && agreement >= AGREEMENT);
  const marked = believed.filter(({ delimiter }) => delimiter !== ' ');
  const best = (marked.length > 0 ? marked : believed).reduce<(typeof candidates)[0] | undefined>(
    (most, each) => (most && most.score >= each.score ? most : each),
    undefined,
  );
  return best ?? measure(sample, ',');
}

function measure(sample: Buffer, delimiter: Delimiter): Candidate & { agreement: number; score: number } {
  const rows = sampleRows(sample, delimiter);
  const table = rows
    .slice(
      Math.max(
        0,
        rows.findIndex(({ cells }) => cells.length > 1),
      ),
    )
    .map(({ cells }) => cells);
  // The first row may be a header of another width.
  const below = table.length > 1 ? table.slice(1) : table;
  const counts = new Map<number, number>();
  for (const { length } of below) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [width, agreeing] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  const agreement = agreeing / Math.max(1, below.length);
  // A first line without the delimiter is no title of the table where it has other delimiters in it.
  const [first = []] = rows.map(({ cells }) => cells);
  const header = first.length === 1 && first.some(looksDelimited) ? first : (table[0] ?? []);
  const fit = header.length === width ? 2 : header.length === width - 1 && width > 2 ? 1 : 0;
  return { delimiter, rows, width, agreement, score: 2 * fit + agreement + shareOfNumbers(below, width) };
}

function looksDelimited(cell: string): boolean {
  return /[\t;|,]/.test(cell);
}

function shareOfNumbers(rows: string[][], width: number): number {
  const cells = rows
    .filter(({ length }) => length === width)
    .slice(0, Math.ceil(SCORED_CELLS / Math.max(1, width)))
    .flat();
  const numbers = cells.filter((cell) => cell !== '' && (shapeOf(cell) !== undefined || isMissingNumber(cell)));
  return numbers.length / Math.max(1, cells.length);
}

function sampleRows(sample: Buffer, delimiter: Delimiter): SampleRow[] {
  const rows: SampleRow[] = [];
  let start = 0;
  try {
    parse(sample, {
      ...parserOptions(delimiter),
      to: SAMPLE_ROWS,
      on_record: (record: string[], { bytes }) => {
        rows.push({ cells: cellsOf(record, delimiter), start });
        start = bytes;
      },
    });
  } catch {
    // A quote cut off by the end of the sample, or never closed: the rows before it are enough.
  }
  return rows;
}
