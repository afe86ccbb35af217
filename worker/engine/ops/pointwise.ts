import { ShapeError } from '../errors.ts';
import type { Floats } from '../floats.ts';
import type { BinaryOp, UnaryOp } from '../kernels.ts';
import { broadcastShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Gradient, type Tensor } from '../tensor.ts';
import { expand, sumTo } from './broadcast.ts';

type UnaryRule = (upstream: Tensor, output: Tensor) => Tensor;

/** out = op(a), element by element; `rule` gives the gradient from the upstream one and the output. */
export function unary(op: UnaryOp, a: Tensor, rule: UnaryRule | null, parameter = 0): Tensor {
  const out = a.engine.scratch(a.size);
  a.engine.kernels.unary(op, out, dense(a), parameter);
  const result: Tensor = derived(op, out, a.shape, [a], [rule && ((upstream) => rule(upstream, result))]);
  return result;
}

type BinaryRule = ((upstream: Tensor) => Tensor) | null;

/** out = op(a, b) with broadcasting; the rules may ignore it, their results are summed to each operand's shape. */
export function binary(op: BinaryOp, a: Tensor, b: Tensor, ruleA: BinaryRule, ruleB: BinaryRule): Tensor {
  if (a.engine !== b.engine) throw new ShapeError(op, [a.shape, b.shape], 'tensors of one engine');
  const shape = broadcastShape(op, a.shape, b.shape);
  const out = a.engine.scratch(sizeOf(shape));
  a.engine.kernels.binary(op, out, operand(a, shape), operand(b, shape));
  return derived(op, out, shape, [a, b], [unbroadcast(a, ruleA), unbroadcast(b, ruleB)]);
}

/** Kernels repeat a dense operand whose shape is a tail of the result's; anything else is laid out first. */
function operand(tensor: Tensor, shape: Shape): Floats {
  if (tensor.strides !== null) return dense(expand(tensor, shape));
  if (sameShape(tensor.shape, shape)) return tensor.data;
  const from = tensor.shape.findIndex((length) => length !== 1);
  const own = from < 0 ? [] : tensor.shape.slice(from);
  const isTail = sameShape(own, shape.slice(shape.length - own.length));
  return isTail && tensor.data.length > 0 ? tensor.data : dense(expand(tensor, shape));
}

function unbroadcast(input: Tensor, rule: BinaryRule): Gradient | null {
  return rule && ((upstream, into) => sumTo(rule(upstream), input.shape, into));
}
