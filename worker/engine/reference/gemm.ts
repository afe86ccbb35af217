import type { Floats } from '../floats.ts';
import type { GemmOptions } from '../kernels.ts';

/** The matrix product by its definition; sums in float64, in the order of k. */
export function gemm(out: Floats, a: Floats, b: Floats, options: GemmOptions): void {
  const { m, n, k, transposeA, transposeB, accumulate, bias, relu } = options;
  const { lda, ldb, ldc } = rowLengths(options);
  const [rowA, stepA] = transposeA ? [1, lda] : [lda, 1];
  const [stepB, columnB] = transposeB ? [1, ldb] : [ldb, 1];
  const first = (at: number, j: number) => (accumulate ? out[at] : 0) + (bias ? bias[j] : 0);
  const last = relu ? (x: number) => (x <= 0 ? 0 : x) : (x: number) => x;

  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = first(i * ldc + j, j);
      for (let p = 0; p < k; p++) sum += a[i * rowA + p * stepA] * b[p * stepB + j * columnB];
      out[i * ldc + j] = last(sum);
    }
  }
}

/** Elements from one stored row to the next, dense unless given. */
export function rowLengths({ m, n, k, transposeA, transposeB, lda, ldb, ldc }: GemmOptions) {
  return { lda: lda ?? (transposeA ? m : k), ldb: ldb ?? (transposeB ? k : n), ldc: ldc ?? n };
}
