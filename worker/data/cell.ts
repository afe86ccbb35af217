const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** Whether a cell stands for a missing value. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell);
}

/** The number a cell holds, NaN when it holds none. Where commas do not part cells, one may mark decimals. */
export function parseNumber(cell: string, delimiter: string): number {
  if (NUMBER.test(cell)) return Number(cell);
  if (delimiter !== ',' && DECIMAL_COMMA.test(cell)) return Number(cell.replace(',', '.'));
  return Number.NaN;
}

/** A cell as an error message shows it. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
}
