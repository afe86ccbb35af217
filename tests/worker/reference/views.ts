import { expand } from '../../../worker/engine/ops/broadcast.ts';
import { concat, type Range, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import { axisOf, type Shape } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Operation } from './case.ts';

/** Operations that only arrange elements. */
export const VIEWS: Record<string, Operation> = {
  transpose: ({ a }, options) =>
    options.has('dim0')
      ? transpose(a, options.number('dim0'), options.number('dim1'))
      : permuted(a, options.numbers('axes', [-2, -1])),
  permute: ({ a }, options) => permuted(a, options.numbers('axes')),
  reshape: ({ a }, options) => reshape(a, options.numbers('shape')),
  view: ({ a }, options) => reshape(a, options.numbers('shape')),
  flatten: ({ a }, options) => reshape(a, [...a.shape.slice(0, options.number('start_dim', 0)), -1]),
  squeeze: ({ a }, options) => {
    const axis = options.has('axis') ? axisOf('axis', a.shape, options.number('axis')) : null;
    return reshape(
      a,
      a.shape.filter((length, each) => length !== 1 || (axis !== null && each !== axis)),
    );
  },
  unsqueeze: ({ a }, options) => unsqueezed(a, options.number('axis')),
  expand: ({ a }, options) => {
    const shape = options.numbers('shape');
    return expand(
      a,
      shape.map((length, axis) => (length === -1 ? a.shape[axis - shape.length + a.shape.length] : length)),
    );
  },
  slice: ({ a }, options) => slice(a, rangesOf(options.text('slice'), a.shape)),
  concat: (inputs, options) => concat(Object.values(inputs), options.number('axis', 0)),
  stack: (inputs, options) => {
    const axis = options.number('axis', 0);
    const parts = Object.values(inputs).map((part) => unsqueezed(part, axis));
    return concat(parts, axis);
  },
};

/** A new axis of length 1, counted as in the result. */
function unsqueezed(a: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + a.shape.length + 1 : axis;
  return reshape(a, a.shape.toSpliced(at, 0, 1));
}

/** Two axes exchanged; or, for as many as the tensor has, more than two, all in the order given. */
function permuted(a: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 2) return transpose(a, axes[0], axes[1]);
  const order = axes.map((axis) => axisOf('axes', a.shape, axis));
  if (order.length !== a.shape.length || new Set(order).size !== order.length) {
    throw new Error(`option "axes" is [${axes}]: two axes, or each of the ${a.shape.length} once`);
  }
  const standing = a.shape.map((_, axis) => axis);
  return order.reduce((result, axis, to) => {
    const from = standing.indexOf(axis);
    [standing[from], standing[to]] = [standing[to], standing[from]];
    return transpose(result, from, to);
  }, a);
}

/** Python's slice text, such as `[1:3, ..., ::2, 1]`; ends beyond the axis mean its end. */
function rangesOf(text: string, shape: Shape): Range[] {
  const parts = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => part.trim());
  const dots = parts.indexOf('...');
  if (dots >= 0) parts.splice(dots, 1, ...new Array<string>(Math.max(0, shape.length - parts.length + 1)).fill(':'));
  return parts.map((part, axis) => {
    const found = /^(?:(-?\d+)|(-?\d*):(-?\d*)(?::(\d*))?)$/.exec(part);
    if (!found || axis >= shape.length) throw new Error(`option "slice" is "${text}": "${part}" is not understood`);
    const [, index, start, end, step] = found;
    if (index !== undefined) return Number(index);
    const within = (position: string, usual: number) => {
      const at = position === '' ? usual : Number(position);
      return Math.min(shape[axis], Math.max(0, at < 0 ? at + shape[axis] : at));
    };
    const from = within(start, 0);
    return { start: from, end: Math.max(from, within(end, shape[axis])), step: Number(step || 1) };
  });
}
