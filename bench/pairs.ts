import { PAIR_COLUMNS, type Pair, type Table } from './table.ts';

/** A comparison of which more is better. */
export const higher = (name: string, unit: string, ours: number, otherName: string, other: number): Pair => ({
  ...{ name, ours, other, otherName, unit },
  ratio: ours / other,
});

/** A comparison of which less is better. */
export const lower = (name: string, unit: string, ours: number, otherName: string, other: number): Pair => ({
  ...{ name, ours, other, otherName, unit },
  ratio: other / ours,
});

export const pairTable = (title: string, pairs: readonly Pair[], notes: string[] = []): Table => ({
  title,
  columns: PAIR_COLUMNS,
  rows: pairs.map(({ name, ours, other, otherName, unit, ratio }) => [
    name,
    short(ours),
    short(other),
    otherName,
    unit,
    short(ratio),
  ]),
  notes,
  pairs,
});

/** Three significant digits. */
const short = (value: number) => Number(value.toPrecision(3));

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
