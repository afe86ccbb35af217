import type { Db } from '../sqlite.ts';

/** Runs are read so many numbers at a time, and others are let in between. */
export const BLOCK = 500;

export const blockOf = (run: number) => Math.floor(run / BLOCK);

/** Numbers of runs, and beside them the values of each column: as JSON has them, null for none. */
export interface BlockColumns {
  numbers: number[];
  columns: unknown[][];
}

/**
 * Reads columns of the runs that fulfil a condition, a block of neighbouring numbers at a time. A column comes as one
 * JSON text, which is several times as quick as a row a run; numbers read back as the same float64.
 */
export function createRunBlocks(
  db: Db,
  columns: readonly string[],
  where: string,
  values: Record<string, string | number | null>,
) {
  const selected = ['number', ...columns].map((sql) => `json_group_array(${sql})`).join(', ');
  const select = `SELECT ${selected} FROM runs WHERE ${where} AND number`;
  const range = db.prepare<[object], string[]>(`${select} BETWEEN @from AND @to`).raw();
  const some = db.prepare<[object], string[]>(`${select} IN (SELECT value FROM json_each(@numbers))`).raw();
  const last = db.prepare<[], number | null>('SELECT max(number) FROM runs').pluck();

  const parsed = (row: string[] | undefined): BlockColumns => {
    const [numbers, ...rest] = (row ?? []).map((text) => JSON.parse(text));
    return { numbers, columns: rest };
  };

  return {
    /** How many blocks there are by now. */
    count: (): number => blockOf(last.get() ?? 0) + 1,
    read: (block: number): BlockColumns =>
      parsed(range.get({ ...values, from: block * BLOCK, to: (block + 1) * BLOCK - 1 })),
    /** Those of the runs with these numbers. */
    readSome: (numbers: readonly number[]): BlockColumns =>
      parsed(some.get({ ...values, numbers: JSON.stringify(numbers) })),
  };
}

export type RunBlocks = ReturnType<typeof createRunBlocks>;
