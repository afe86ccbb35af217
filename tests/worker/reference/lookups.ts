import { pick, takeRows } from '../../../worker/engine/ops/index-rows.ts';
import { reshape, transpose } from '../../../worker/engine/ops/views.ts';
import { axisOf, rowMajor, type Shape } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Operation } from './case.ts';
import type { Options } from './options.ts';

/** Operations that look elements up by index, which is an input or an option. */
export const LOOKUPS: Record<string, Operation> = {
  embedding: ({ w, a, indices }, options) => {
    const table = w ?? a;
    const at = indicesOf(indices, options);
    return reshape(takeRows(table, at.data), [...at.shape, ...table.shape.slice(1)]);
  },
  'index-select': ({ a, indices }, options) => {
    const axis = options.number('axis', 0);
    return transpose(takeRows(transpose(a, 0, axis), indicesOf(indices, options).data), 0, axis);
  },
  gather: ({ a, indices }, options) => {
    const at = indicesOf(indices, options);
    return at.shape.length < a.shape.length ? pick(a, at.data) : gathered(a, options.number('axis', 1), at);
  },
};

interface Indices {
  shape: Shape;
  data: ArrayLike<number>;
}

function indicesOf(input: Tensor | undefined, options: Options): Indices {
  return input ?? { shape: options.shapeOf('indices'), data: options.numbers('indices') };
}

/** Elements of `a` at their own place in the index's shape, but for the axis, where the index says which. */
function gathered(a: Tensor, axis: number, { shape, data }: Indices): Tensor {
  const along = axisOf('axis', a.shape, axis);
  const [steps, own] = [rowMajor(a.shape), rowMajor(shape)];
  const flat = Array.from(data, (index, at) =>
    shape.reduce((position, length, each) => {
      const place = each === along ? index : Math.floor(at / own[each]) % length;
      return position + place * steps[each];
    }, 0),
  );
  return reshape(takeRows(reshape(a, [-1]), flat), shape);
}
