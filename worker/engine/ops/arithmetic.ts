import { derived, type Gradient } from '../autodiff.ts';
import { ShapeError } from '../errors.ts';
import type { Floats } from '../floats.ts';
import type { BinaryOp } from '../kernels.ts';
import { broadcastShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { unary } from './elementwise.ts';
import { sumTo } from './reduce.ts';
import { expand } from './views.ts';

/** Sum. Gradients: g, g. Operands broadcast, and so in all of this file. */
export function add(a: Tensor, b: Tensor): Tensor {
  return binary(
    'add',
    a,
    b,
    (g) => g,
    (g) => g,
  );
}

/** Difference. Gradients: g, −g. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return binary(
    'subtract',
    a,
    b,
    (g) => g,
    (g) => scale(g, -1),
  );
}

/** Product. Gradients: g·b, g·a. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return binary(
    'multiply',
    a,
    b,
    (g) => multiply(g, b),
    (g) => multiply(g, a),
  );
}

/** Quotient. Gradients: g/b, −g·a/b². */
export function divide(a: Tensor, b: Tensor): Tensor {
  return binary(
    'divide',
    a,
    b,
    (g) => divide(g, b),
    (g) => scale(divide(divide(multiply(g, a), b), b), -1),
  );
}

/** 1 where a > b, else 0. No gradient. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return binary('greater', a, b, null, null);
}

/** 1 where a = b, else 0. No gradient. */
export function equalTo(a: Tensor, b: Tensor): Tensor {
  return binary('equal', a, b, null, null);
}

/** Elementwise maximum; NaN wins. Gradient: none to the smaller, half to each of two equal ones, whole to the others. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  const lost = (mine: Tensor, other: Tensor) => add(greater(other, mine), scale(equalTo(mine, other), 0.5));
  const share = (mine: Tensor, other: Tensor) => shift(scale(lost(mine, other), -1), 1);
  return binary(
    'maximum',
    a,
    b,
    (g) => multiply(g, share(a, b)),
    (g) => multiply(g, share(b, a)),
  );
}

/** Every element times a number. */
export function scale(a: Tensor, factor: number): Tensor {
  return unary('scale', a, (g) => scale(g, factor), factor);
}

/** Every element plus a number. */
export function shift(a: Tensor, amount: number): Tensor {
  return unary('shift', a, (g) => g, amount);
}

type Rule = ((upstream: Tensor) => Tensor) | null;

/** out = op(a, b) with broadcasting; the rules may ignore it, their results are summed to each operand's shape. */
export function binary(op: BinaryOp, a: Tensor, b: Tensor, ruleA: Rule, ruleB: Rule): Tensor {
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

function unbroadcast(input: Tensor, rule: Rule): Gradient | null {
  return rule && ((upstream, into) => sumTo(rule(upstream), input.shape, into));
}
