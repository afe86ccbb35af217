import { axisOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { multiply, subtract } from './arithmetic.ts';
import { sum } from './broadcast.ts';
import { exp } from './elementwise.ts';
import { transpose } from './views.ts';

/**
 * eˣ over its sum along an axis; the maximum is taken off first, so large numbers do not overflow.
 *
 * Gradient  y·(g − Σ g·y)
 */
export function softmax(a: Tensor, axis = -1): Tensor {
  return alongLast('softmax', a, axis, (rows) => {
    const length = rows.shape.at(-1) ?? 1;
    const out = rows.engine.scratch(rows.size);
    rows.engine.kernels.softmax(out, dense(rows), length === 0 ? 0 : rows.size / length, length);
    const y: Tensor = derived(
      'softmax',
      out,
      rows.shape,
      [rows],
      [(g) => multiply(y, subtract(g, sum(multiply(g, y), -1, true)))],
    );
    return y;
  });
}

/**
 * The logarithm of softmax, exact where softmax underflows.
 *
 * Gradient  g − softmax·Σ g
 */
export function logSoftmax(a: Tensor, axis = -1): Tensor {
  return alongLast('logSoftmax', a, axis, (rows) => {
    const length = rows.shape.at(-1) ?? 1;
    const out = rows.engine.scratch(rows.size);
    rows.engine.kernels.logSoftmax(out, dense(rows), length === 0 ? 0 : rows.size / length, length);
    const y: Tensor = derived(
      'logSoftmax',
      out,
      rows.shape,
      [rows],
      [(g) => subtract(g, multiply(exp(y), sum(g, -1, true)))],
    );
    return y;
  });
}

function alongLast(operation: string, a: Tensor, axis: number, body: (rows: Tensor) => Tensor): Tensor {
  const at = axisOf(operation, a.shape, axis);
  if (at === a.shape.length - 1) return body(a);
  return transpose(body(transpose(a, at, -1)), at, -1);
}
