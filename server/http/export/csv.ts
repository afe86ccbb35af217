import type { ExportTable, TablePart } from '../../services/export-service.ts';

/**
 * A table as CSV after RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in
 * front; numbers are written so that they read back as the same float64.
 */
export async function* toCsv({ columns, parts }: ExportTable): AsyncGenerator<string> {
  yield `${['run', 'name', 'series', ...columns].join(',')}\r\n`;
  for await (const part of parts) yield linesOf(part);
}

function linesOf({ run, name, key, rows, columns }: TablePart): string {
  const head = [run, name, key].map(cell).join(',');
  let text = '';
  for (let row = 0; row < rows; row++) {
    text += head;
    for (const column of columns) text += `,${column[row] ?? ''}`;
    text += '\r\n';
  }
  return text;
}

/** Text as one cell. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
