import type { CsvPreview, CsvReading } from '../../shared/training/csv-reading.ts';
import type { BadRow, CsvInspection } from '../../shared/training/dataset.ts';
import { describeCsv, planCsv } from './csv-passes.ts';
import type { Passes } from './passes.ts';

const SHOWN_BAD_ROWS = 100;
const PREVIEW_ROWS = 8;
/** Of a cell and of a row in the preview. */
const PREVIEW_CELL = 200;
const PREVIEW_CELLS = 1000;

/**
 * Reads a CSV from end to end: its dialect, its columns with their types, how many rows can be used, and which cannot.
 *
 * @throws {DataError} when the file is no CSV, or has more than `maxCells`
 */
export function* inspectCsv(reading: CsvReading = {}, maxCells?: number): Passes<CsvInspection> {
  const plan = yield* planCsv(reading, maxCells);
  const preview: CsvPreview = { lines: [], rows: [] };
  const badRows: BadRow[] = [];
  let badRowCount = 0;
  let rows = 0;
  const columns = yield* describeCsv(plan, {
    bad(row) {
      badRowCount += 1;
      if (badRows.length < SHOWN_BAD_ROWS) badRows.push(row);
    },
    row(cells, line) {
      rows += 1;
      if (rows > PREVIEW_ROWS) return true;
      preview.lines.push(line);
      preview.rows.push(cells.slice(0, PREVIEW_CELLS).map((cell) => cell.slice(0, PREVIEW_CELL)));
      return true;
    },
  });
  return {
    delimiter: plan.dialect.delimiter,
    header: plan.dialect.header,
    rows,
    columns: columns.map(({ values: _, plan: __, ...column }) => column),
    badRows,
    badRowCount,
    preview,
    notes: plan.notes,
  };
}
