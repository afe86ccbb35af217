import type { ExportTable, TablePart } from '../../services/export-service.ts';
import { csvCell } from './csv-cell.ts';

/**
 * A table as CSV after RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front; numbers are written so that they read back as the same float64.
 */
export async function* toCsv({ columns, parts }: ExportTable): AsyncGenerator<string> {
  yield `${['run', 'name', 'series', ...columns].join(',')}\r\n`;
  for await (const part of parts) yield linesOf(part);
}

function linesOf({ run, name, key, rows, columns }: TablePart): string {
  const head = [run, name, key].map(csvCell).join(',');
  let text = '';
  for (let row = 0; row < rows; row++) {
    text += head;
    for (const column of columns) text += `,${numberOf(column[row])}`;
    text += '\r\n';
  }
  return text;
}

/** A number as one cell. Without its fraction, minus zero would be read as the whole number 0. */
function numberOf(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  return Object.is(value, -0) ? '-0.0' : String(value);
}
