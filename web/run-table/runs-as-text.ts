import type { Direction } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { type TextTable, toCsvText, toLatex, toMarkdown } from '../core/table-text.ts';
import { type Column, cellText, cellValue, exportText } from './columns.ts';

export type TextFormat = 'markdown' | 'latex' | 'csv';

/** Runs as text: as a reader sees them where it is for readers, whole values where it is for programs. */
export function runsAsText(
  format: TextFormat,
  runs: readonly Run[],
  columns: readonly Column[],
  directionOf: (metric: string) => Direction | undefined,
  now: number,
): string {
  const values = runs.map((run) => columns.map((column) => cellValue(run, column, directionOf, now)));
  const isForReaders = format !== 'csv';
  const table: TextTable = {
    head: columns.map(({ id, label }) => (isForReaders ? label : id === 'duration' ? 'duration_seconds' : id)),
    numeric: columns.map(({ numeric }) => numeric),
    rows: values.map((row) =>
      row.map((value, at) => {
        const column = columns[at] as Column;
        const isTime = column.id.endsWith('At');
        return isForReaders && !isTime ? cellText(column, value, now) : exportText(column, value);
      }),
    ),
  };
  return format === 'markdown' ? toMarkdown(table) : format === 'latex' ? toLatex(table) : toCsvText(table);
}
