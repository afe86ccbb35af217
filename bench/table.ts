import { cpus, loadavg } from 'node:os';

/** One comparison. `ratio` above 1 means that ours is better. */
export interface Pair {
  name: string;
  ours: number;
  other: number;
  otherName: string;
  unit: string;
  ratio: number;
}

/** Rows of a result, every one with the same columns. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  notes?: string[];
  /** What the table compares, for a program. */
  pairs?: readonly Pair[];
}

/** The columns of a table of comparisons: what is measured, both sides, and how many times better ours is. */
export const PAIR_COLUMNS = ['name', 'ours', 'other', 'otherName', 'unit', 'ratio'];

export interface Benchmark {
  /** One sentence: what is measured. */
  what: string;
  run(): Promise<Table[]>;
}

/** The machine that numbers belong to, and how busy it was. */
export function machineLine(): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  return `${cpu?.model.trim() ?? 'unknown processor'} × ${cpus().length}, Node ${process.version}, load ${load.join(' ')}`;
}

/** A table for a program: a line a comparison, or one for the table. */
export function asJsonLines(name: string, table: Table): string {
  const { pairs, ...rest } = table;
  if (!pairs) return JSON.stringify({ name, machine: machineLine(), tables: [rest] });
  const rounded = (value: number) => Number(value.toPrecision(4));
  const lines = pairs.map((pair) => ({
    ...pair,
    ours: rounded(pair.ours),
    other: rounded(pair.other),
    ratio: rounded(pair.ratio),
  }));
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

/** A table as aligned text. */
export function printed({ title, columns, rows, notes = [] }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [title, ...lines, ...notes.map((note) => `(${note})`)].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
