import type { Expression, Operator, PointwiseName } from '../../shared/formula/expression.ts';
import type { SurfaceShape } from '../../shared/training/surface-shape.ts';

/** A value with its derivative along a direction. */
type Dual = readonly [value: number, slope: number];

/**
 * The slope of a surface at a point along a direction, by forward-mode differentiation.
 *
 * Source  Griewank & Walther (2008), Evaluating Derivatives, chapter 3
 */
export function slopeAlong(
  { form, variables }: SurfaceShape,
  point: readonly number[],
  direction: readonly number[],
): number {
  if (form.kind === 'formula') {
    const coordinates = new Map(
      variables.map((name, index): [string, Dual] => [name, [point[index] ?? NaN, direction[index] ?? NaN]]),
    );
    return dualOf(form.expression, coordinates)[1];
  }
  const { eigenvalues, axes } = form;
  const along = (vector: readonly number[], axis: number) =>
    axes ? vector.reduce((sum, each, i) => sum + each * (axes[axis]?.[i] ?? 0), 0) : (vector[axis] ?? NaN);
  return eigenvalues.reduce((sum, each, axis) => sum + each * along(point, axis) * along(direction, axis), 0);
}

function dualOf(expression: Expression, coordinates: ReadonlyMap<string, Dual>): Dual {
  const of = (part: Expression) => dualOf(part, coordinates);
  switch (expression.kind) {
    case 'number':
      return [expression.value, 0];
    case 'metric':
      return coordinates.get(expression.key) ?? [NaN, NaN];
    case 'negative': {
      const [value, slope] = of(expression.of);
      return [-value, -slope];
    }
    case 'binary':
      return OPERATIONS[expression.operator](of(expression.left), of(expression.right));
    case 'pointwise':
      return FUNCTIONS[expression.name](expression.args.map(of));
    default:
      return [NaN, NaN];
  }
}

const OPERATIONS: Record<Operator, (a: Dual, b: Dual) => Dual> = {
  '+': ([a, da], [b, db]) => [a + b, da + db],
  '-': ([a, da], [b, db]) => [a - b, da - db],
  '*': ([a, da], [b, db]) => [a * b, da * b + a * db],
  '/': ([a, da], [b, db]) => [a / b, (da * b - a * db) / (b * b)],
  // the logarithm counts only where the power itself varies: it does not exist for numbers below 0
  '^': ([a, da], [b, db]) => [
    a ** b,
    (b === 0 ? 0 : b * a ** (b - 1) * da) + (db === 0 ? 0 : a ** b * Math.log(a) * db),
  ],
};

const one =
  (value: (x: number) => number, slope: (x: number) => number) =>
  ([[x, dx] = [NaN, NaN]]: Dual[]): Dual => [value(x), dx === 0 ? 0 : slope(x) * dx];

const FUNCTIONS: Record<PointwiseName, (args: Dual[]) => Dual> = {
  abs: one(Math.abs, Math.sign),
  log: one(Math.log, (x) => 1 / x),
  log10: one(Math.log10, (x) => 1 / (x * Math.LN10)),
  exp: one(Math.exp, Math.exp),
  sqrt: one(Math.sqrt, (x) => 0.5 / Math.sqrt(x)),
  sin: one(Math.sin, Math.cos),
  cos: one(Math.cos, (x) => -Math.sin(x)),
  tanh: one(Math.tanh, (x) => 1 - Math.tanh(x) ** 2),
  min: (args) => args.reduce((a, b) => (b[0] < a[0] ? b : a)),
  max: (args) => args.reduce((a, b) => (b[0] > a[0] ? b : a)),
};
