import type { Expression, Operator, PointwiseName } from '../../shared/formula/expression.ts';
import type { SurfaceShape } from '../../shared/training/surface-shape.ts';
import { add, divide, maximum, multiply, scale, subtract } from '../engine/ops/arithmetic.ts';
import { sum } from '../engine/ops/broadcast.ts';
import { abs, cos, exp, log, power, sin, sqrt, tanh } from '../engine/ops/elementwise.ts';
import { linear } from '../engine/ops/matmul.ts';
import { reshape, slice } from '../engine/ops/views.ts';
import type { Tensor } from '../engine/tensor.ts';

/**
 * The value of a surface at a point, as operations that have gradients.
 *
 * Shapes  point [n] → one element
 */
export function surfaceTensor({ form, variables }: SurfaceShape, point: Tensor): Tensor {
  const { engine } = point;
  if (form.kind === 'formula') {
    const coordinates = new Map(variables.map((name, index) => [name, slice(point, [index])]));
    return tensorOf(form.expression, coordinates, point);
  }
  const { eigenvalues, axes } = form;
  const along = axes
    ? reshape(
        linear(reshape(point, [1, variables.length]), engine.tensor(axes.flat(), [axes.length, axes.length]), null),
        [axes.length],
      )
    : point;
  return scale(sum(multiply(engine.tensor(eigenvalues), multiply(along, along))), 0.5);
}

type Coordinates = ReadonlyMap<string, Tensor>;

function tensorOf(expression: Expression, coordinates: Coordinates, point: Tensor): Tensor {
  const of = (part: Expression) => tensorOf(part, coordinates, point);
  switch (expression.kind) {
    case 'number':
      return point.engine.full([], expression.value);
    case 'metric': {
      const coordinate = coordinates.get(expression.key);
      if (!coordinate) throw new RangeError(`no coordinate "${expression.key}" among ${[...coordinates.keys()]}`);
      return coordinate;
    }
    case 'negative':
      return scale(of(expression.of), -1);
    case 'binary':
      return expression.operator === '^'
        ? raised(of(expression.left), expression.right, of)
        : OPERATIONS[expression.operator](of(expression.left), of(expression.right));
    case 'pointwise':
      return FUNCTIONS[expression.name](expression.args.map(of));
    default:
      throw new RangeError(`a surface has no function over a series, such as "${expression.kind}"`);
  }
}

const OPERATIONS: Record<Exclude<Operator, '^'>, (a: Tensor, b: Tensor) => Tensor> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
};

/** To a fixed power of any number; to one that depends on the point, of positive numbers only. */
function raised(base: Tensor, exponent: Expression, of: (part: Expression) => Tensor): Tensor {
  const fixed = numberOf(exponent);
  return fixed === null ? exp(multiply(of(exponent), log(base))) : power(base, fixed);
}

/** The number that an expression without coordinates is; null for others. */
function numberOf(expression: Expression): number | null {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'negative') {
    const value = numberOf(expression.of);
    return value === null ? null : -value;
  }
  if (expression.kind !== 'binary') return null;
  const [left, right] = [numberOf(expression.left), numberOf(expression.right)];
  return left === null || right === null ? null : ARITHMETIC[expression.operator](left, right);
}

const ARITHMETIC: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

const one =
  (apply: (x: Tensor) => Tensor) =>
  ([x]: Tensor[]) =>
    apply(x as Tensor);
const negated = (x: Tensor) => scale(x, -1);

const FUNCTIONS: Record<PointwiseName, (args: Tensor[]) => Tensor> = {
  abs: one(abs),
  log: one(log),
  log10: one((x) => scale(log(x), 1 / Math.LN10)),
  exp: one(exp),
  sqrt: one(sqrt),
  sin: one(sin),
  cos: one(cos),
  tanh: one(tanh),
  min: (args) => negated(args.map(negated).reduce(maximum)),
  max: (args) => args.reduce(maximum),
};
