import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Run } from '../../shared/run.ts';
import type { Direction } from '../core/goals.svelte.ts';
import { type Column, cellValue } from './columns.ts';

/**
 * Runs as a Parquet file, a row a run: times as timestamps, columns in which every run has a number or nothing as
 * doubles, others as texts.
 */
export function runsAsParquet(
  runs: readonly Run[],
  columns: readonly Column[],
  directionOf: (metric: string) => Direction | undefined,
  now: number,
): ArrayBuffer {
  return parquetWriteBuffer({
    statistics: false, // a reader that skips by them would skip NaN
    columnData: columns.map((column) => {
      const values = runs.map((run) => cellValue(run, column, directionOf, now));
      const { id } = column;
      if (id.endsWith('At') && !id.includes('.'))
        return { name: id, type: 'TIMESTAMP', data: values.map((time) => (time === null ? null : new Date(time))) };
      const isNumber = values.every((value) => value === null || typeof value === 'number') && id !== 'name';
      return isNumber && values.some((value) => value !== null)
        ? { name: id, type: 'DOUBLE', data: values }
        : { name: id, type: 'STRING', data: values.map((value) => (value === null ? null : String(value))) };
    }),
  });
}
