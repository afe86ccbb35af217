import { ShapeError } from '../errors.ts';
import type { Floats } from '../floats.ts';
import { broadcastShape, sizeOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { expand, sumTo } from './broadcast.ts';
import { reluGradient } from './elementwise.ts';
import { reshape, transpose } from './views.ts';

/**
 * Matrix product over the last two axes, `out = a · b`; axes before them are batches and broadcast.
 *
 * Shapes    a [.., m, k], b [.., k, n] → [.., m, n]
 * Gradient  da = g · bᵀ,  db = aᵀ · g
 * Cost      2·m·k·n FLOPs a matrix forward; the same again for each gradient wanted
 * Source    Goodfellow, Bengio & Courville, *Deep Learning* (2016), §6.5.6
 *
 * @throws {ShapeError} when one has fewer than two axes, or the inner ones differ in length
 */
export function matmul(a: Tensor, b: Tensor, into: Tensor | null = null): Tensor {
  const [m, k] = a.shape.slice(-2);
  const [inner, n] = b.shape.slice(-2);
  if (a.shape.length < 2 || b.shape.length < 2 || k !== inner) {
    throw new ShapeError('matmul', [a.shape, b.shape], '[.., m, k] and [.., k, n]');
  }
  const batch = broadcastShape('matmul', a.shape, b.shape, 2);
  const out = into?.data ?? a.engine.scratch(sizeOf(batch) * m * n);
  if (batch.length === 0) multiplyMatrices(out, a, b);
  else multiplyBatches(out, expand(a, [...batch, m, k]), expand(b, [...batch, k, n]), sizeOf(batch));
  if (into) return into;
  return derived(
    'matmul',
    out,
    [...batch, m, n],
    [a, b],
    [
      (g, slot) => sumTo(matmul(g, transpose(b), a.shape.length === g.shape.length ? slot : null), a.shape),
      (g, slot) => sumTo(matmul(transpose(a), g, b.shape.length === g.shape.length ? slot : null), b.shape),
    ],
  );
}

/**
 * A fully connected layer, `out = x · wᵀ + b`, ended by max(0, ·) with `relu`: one pass over memory. With
 * `weights: 'in-out'` w is stored the other way round and is not transposed.
 *
 * Shapes    x [.., in], w [out, in] or [in, out], b [out] → [.., out]
 * Gradient  dx = g · w,  dw = gᵀ · x,  db = Σ g over the batch; g is zero where relu cut
 *
 * @throws {ShapeError} when the last axis of x is not as long as a row of w, or b not as a column
 */
export function linear(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  { relu = false, weights = 'out-in' }: { relu?: boolean; weights?: 'out-in' | 'in-out' } = {},
): Tensor {
  const flipped = weights === 'out-in';
  const [outputs, inputs] = flipped ? w.shape : [w.shape[1], w.shape[0]];
  if (w.shape.length !== 2 || x.shape.at(-1) !== inputs) {
    throw new ShapeError('linear', [x.shape, w.shape], flipped ? '[.., in] and [out, in]' : '[.., in] and [in, out]');
  }
  if (b && (b.shape.length !== 1 || b.shape[0] !== outputs)) {
    throw new ShapeError('linear bias', [b.shape], `[${outputs}]`);
  }
  if (x.shape.length !== 2) {
    return reshape(linear(reshape(x, [-1, inputs]), w, b, { relu, weights }), [...x.shape.slice(0, -1), outputs]);
  }

  const rows = x.shape[0];
  const out = x.engine.scratch(rows * outputs);
  multiplyMatrices(out, x, flipped ? transpose(w) : w, b ? dense(b) : undefined, relu);
  const result: Tensor = derived(
    relu ? 'linear + relu' : 'linear',
    out,
    [rows, outputs],
    b ? [x, w, b] : [x, w],
    [
      (g) => matmul(g, flipped ? w : transpose(w)),
      (g, slot) => (flipped ? matmul(transpose(g), x, slot) : matmul(transpose(x), g, slot)),
      (g, slot) => sumTo(g, [outputs], slot),
    ],
    { shared: relu ? (g) => reluGradient(g, result) : null },
  );
  return result;
}

function multiplyMatrices(out: Floats, a: Tensor, b: Tensor, bias?: Floats, relu = false): void {
  const left = operand(a);
  const right = operand(b);
  a.engine.kernels.gemm(out, left.data, right.data, {
    m: a.shape[0],
    k: a.shape[1],
    n: b.shape[1],
    transposeA: left.transposed,
    transposeB: right.transposed,
    lda: left.ld,
    ldb: right.ld,
    bias,
    relu,
  });
}

function multiplyBatches(out: Floats, a: Tensor, b: Tensor, count: number): void {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const [left, right] = [dense(a), dense(b)];
  for (let i = 0; i < count; i++) {
    a.engine.kernels.gemm(
      out.subarray(i * m * n, (i + 1) * m * n),
      left.subarray(i * m * k, (i + 1) * m * k),
      right.subarray(i * k * n, (i + 1) * k * n),
      { m, n, k },
    );
  }
}

/** A matrix as the product reads it; it is copied first unless its rows or columns are dense. */
function operand(matrix: Tensor): { data: Floats; transposed: boolean; ld: number } {
  const { strides, shape } = matrix;
  if (strides === null) return { data: matrix.data, transposed: false, ld: shape[1] };
  if (strides[1] === 1 && strides[0] >= shape[1]) return { data: matrix.data, transposed: false, ld: strides[0] };
  if (strides[0] === 1 && strides[1] >= shape[0]) return { data: matrix.data, transposed: true, ld: strides[1] };
  return { data: dense(matrix), transposed: false, ld: shape[1] };
}
