import { readFileSync } from 'node:fs';
import type { BadRow, CsvInspection } from '../../shared/training/dataset.ts';
import { createRowCheck, describeColumns } from './columns.ts';
import { scanRows } from './csv.ts';
import { findDialect } from './csv-dialect.ts';
import { maybeGunzip } from './gzip.ts';

const SHOWN_BAD_ROWS = 100;

/**
 * Reads a CSV from end to end, gzip or not: its dialect, its columns with their types, how many rows
 * can be used, and which cannot.
 *
 * @throws {DataError} when the file is no CSV
 */
export function inspectCsv(path: string): CsvInspection {
  const bytes = maybeGunzip(readFileSync(path));
  const dialect = findDialect(bytes);
  const { columns } = describeColumns(bytes, dialect);
  const problem = createRowCheck(columns, dialect.delimiter);
  const badRows: BadRow[] = [];
  let badRowCount = 0;
  let rows = 0;
  const bad = (row: BadRow) => {
    badRowCount += 1;
    if (badRows.length < SHOWN_BAD_ROWS) badRows.push(row);
  };
  scanRows(bytes, dialect, {
    bad,
    row(cells, line) {
      const message = problem(cells);
      if (message) bad({ line, message });
      else rows += 1;
    },
  });
  return {
    delimiter: dialect.delimiter,
    header: dialect.header,
    rows,
    columns: columns.map(({ values: _, ...column }) => column),
    badRows,
    badRowCount,
  };
}
