import { PAIR_COLUMNS, type Table } from '../table.ts';

/** One comparison. `ratio` above 1 means that ours is better. */
export interface Pair {
  name: string;
  ours: number;
  other: number;
  otherName: string;
  unit: string;
  ratio: number;
}

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
});

const short = (value: number) => Number(value.toPrecision(3));

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};
