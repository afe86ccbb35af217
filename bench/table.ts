import { cpus, loadavg } from 'node:os';

/** Rows of a result, every one with the same columns. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  notes?: string[];
}

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
