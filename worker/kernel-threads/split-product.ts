import { type Args, FLOAT_BYTES, type Halves, LINE_FLOATS, type Split, withArgs } from './split.ts';

const [OUT, A, B, BIAS, M, N, K, LDA, LDB, LDC, FLAGS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const [TRANSPOSE_A, TRANSPOSE_B] = [1, 2];

/** Rows of a tile on most kernel sets. */
const TILE_ROWS = 6;

// measured, in nanoseconds: a multiply-add, and reading an element of an operand, which most products do more than once
const MULTIPLY_ADD = 0.02;
const READ = 0.2;
/** A half that takes more than this share of the whole is not worth it. */
const MOST_SHARE = 0.75;

/**
 * Splits a product by the rows of its result, for which both threads read all of b, or by its columns, for which both
 * read all of a: whichever is less. Each element is summed over k in order either way.
 */
export const splitProduct: Split = {
  cost: (args) => timeOf(args[M], args[N], args[K]),

  halves(args) {
    const [m, n, k] = [args[M], args[N], args[K]];
    const [rows, columns] = [rowsOf(m), columnsOf(n)];
    const isByColumns = columns > 0 && (rows === 0 || m < n);
    const longest = isByColumns ? timeOf(m, n - columns, k) : timeOf(Math.max(rows, m - rows), n, k);
    if (longest > MOST_SHARE * timeOf(m, n, k)) return null;
    return isByColumns ? splitColumns(args, columns) : splitRows(args, rows);
  },
};

function timeOf(m: number, n: number, k: number): number {
  const columns = Math.ceil(n / LINE_FLOATS) * LINE_FLOATS;
  return k * (MULTIPLY_ADD * m * columns + READ * (m + columns));
}

function rowsOf(m: number): number {
  if (m < 2) return 0;
  return m < 4 * TILE_ROWS ? Math.ceil(m / 2) : Math.round(m / 2 / TILE_ROWS) * TILE_ROWS;
}

function columnsOf(n: number): number {
  return n < 2 * LINE_FLOATS ? 0 : Math.round(n / 2 / LINE_FLOATS) * LINE_FLOATS;
}

function splitRows(args: Args, rows: number): Halves {
  const step = args[FLAGS] & TRANSPOSE_A ? 1 : args[LDA];
  return [
    withArgs(args, { [M]: rows }),
    withArgs(args, {
      [M]: args[M] - rows,
      [OUT]: args[OUT] + rows * args[LDC] * FLOAT_BYTES,
      [A]: args[A] + rows * step * FLOAT_BYTES,
    }),
  ];
}

function splitColumns(args: Args, columns: number): Halves {
  const step = args[FLAGS] & TRANSPOSE_B ? args[LDB] : 1;
  return [
    withArgs(args, { [N]: columns }),
    withArgs(args, {
      [N]: args[N] - columns,
      [OUT]: args[OUT] + columns * FLOAT_BYTES,
      [B]: args[B] + columns * step * FLOAT_BYTES,
      [BIAS]: args[BIAS] + columns * FLOAT_BYTES,
    }),
  ];
}
