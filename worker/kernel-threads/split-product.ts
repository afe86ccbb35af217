import { type Args, FLOAT_BYTES, type Halves, LINE_FLOATS, type Split, withArgs } from './split.ts';

const [OUT, A, B, BIAS, M, N, K, LDA, LDB, LDC, FLAGS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const [TRANSPOSE_A, TRANSPOSE_B] = [1, 2];

/** Rows of a tile on most kernel sets. */
const TILE_ROWS = 6;
/** With this many columns of b, a transposed a is packed (worker/kernels/gemm.ts). */
const PACK_A_FROM = 256;

// measured, in nanoseconds: a multiply-add, and copying an element of b or a into its place
const MULTIPLY_ADD = 0.018;
const PACKED = 0.1;

/**
 * Splits a product by the rows of its result, for which both threads pack all of b, or by its columns, for which they
 * may both pack all of a: whichever has its longer half sooner. Each element is summed over k in order either way.
 */
export const splitProduct: Split = {
  cost: (args) => timeOf(args[M], args[N], args),

  halves(args) {
    const [rows, columns] = [rowsOf(args[M]), columnsOf(args[N])];
    const byRows = Math.max(timeOf(rows, args[N], args), timeOf(args[M] - rows, args[N], args));
    const byColumns = Math.max(timeOf(args[M], columns, args), timeOf(args[M], args[N] - columns, args));
    if (columns > 0 && (rows === 0 || byColumns <= byRows)) return splitColumns(args, columns);
    return rows > 0 ? splitRows(args, rows) : null;
  },
};

function timeOf(m: number, n: number, args: Args): number {
  const [k, flags] = [args[K], args[FLAGS]];
  const columns = Math.ceil(n / LINE_FLOATS) * LINE_FLOATS;
  const packedA = flags & TRANSPOSE_A && n >= PACK_A_FROM ? m * k : 0;
  return MULTIPLY_ADD * m * columns * k + PACKED * (columns * k + packedA);
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
