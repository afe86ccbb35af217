import { type Range, transpose } from '../../../worker/engine/ops/views.ts';
import { axisOf, type Shape } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Options } from './case.ts';

type Reduce = (a: Tensor, axis?: number, keep?: boolean) => Tensor;

/** A reduction over the option `axis`: one, several, or without it all. */
export function reduced(reduce: Reduce, a: Tensor, options: Options): Tensor {
  const keep = options.boolean('keepdim');
  if (!options.has('axis')) return reduce(a, undefined, keep);
  const axes = options.list('axis').map((axis) => axisOf('axis', a.shape, axis));
  return axes.sort((one, other) => other - one).reduce((result, axis) => reduce(result, axis, keep), a);
}

/** Two axes exchanged; or, for as many as the tensor has, more than two, all in the order given. */
export function permuted(a: Tensor, axes: readonly number[]): Tensor {
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
export function rangesOf(text: string, shape: Shape): Range[] {
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
