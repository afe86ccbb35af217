import type { Direction } from '../metric-names.ts';
import { type Expression, type Operator, type OverSeriesName, type PointwiseName, partsOf } from './expression.ts';

/** Values of metrics at the same steps, NaN where a metric is not finite there. */
export interface Values {
  /** How many steps there are. */
  length: number;
  own: (key: string) => Float64Array;
  /** Of the run that others are compared with. */
  baseline: (key: string) => Float64Array;
}

/** The value of an expression at each step. */
export function evaluate(expression: Expression, values: Values): Float64Array {
  const of = (part: Expression) => evaluate(part, values);
  switch (expression.kind) {
    case 'number':
      return new Float64Array(values.length).fill(expression.value);
    case 'metric':
      return values.own(expression.key);
    case 'baseline':
      return evaluate(expression.of, { ...values, own: values.baseline });
    case 'negative':
      return of(expression.of).map((value) => -value);
    case 'binary':
      return combine(expression.operator, of(expression.left), of(expression.right));
    case 'pointwise':
      return pointwise(expression.name, expression.args.map(of), values.length);
    case 'series':
      return overSeries(expression, of(expression.of));
  }
}

/** How many steps at the beginning have no value, for lack of one before. */
export function stepsWithout(expression: Expression): number {
  const inside = Math.max(0, ...partsOf(expression).map(stepsWithout));
  return expression.kind === 'series' && expression.name === 'diff' ? inside + 1 : inside;
}

const OPERATIONS: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

function combine(operator: Operator, left: Float64Array, right: Float64Array): Float64Array {
  const operation = OPERATIONS[operator];
  return left.map((value, index) => operation(value, right[index] as number));
}

const FUNCTIONS: Record<PointwiseName, (...args: number[]) => number> = {
  abs: Math.abs,
  log: Math.log,
  log10: Math.log10,
  exp: Math.exp,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  min: Math.min,
  max: Math.max,
};

function pointwise(name: PointwiseName, args: readonly Float64Array[], length: number): Float64Array {
  const apply = FUNCTIONS[name];
  return Float64Array.from({ length }, (_, index) => apply(...args.map((arg) => arg[index] as number)));
}

function overSeries({ name, weight, better }: Extract<Expression, { kind: 'series' }>, x: Float64Array): Float64Array {
  if (name === 'ema') return average(x, weight);
  if (name === 'diff') return x.map((value, index) => (index === 0 ? Number.NaN : value - (x[index - 1] as number)));
  if (name === 'cumsum') return runningSum(x);
  return new Float64Array(x.length).fill(oneValue(name, x.filter(Number.isFinite), better));
}

/**
 * Debiased; values that are not finite pass through and weigh nothing.
 *
 * Source  Kingma & Ba (2015), arXiv:1412.6980, §3
 */
function average(x: Float64Array, weight: number): Float64Array {
  let last = 0;
  let count = 0;
  return x.map((value) => {
    if (!Number.isFinite(value)) return value;
    last = weight * last + (1 - weight) * value;
    count++;
    return last / (1 - weight ** count);
  });
}

/** Values that are not finite add nothing. */
function runningSum(x: Float64Array): Float64Array {
  let sum = 0;
  return x.map((value) => {
    if (Number.isFinite(value)) sum += value;
    return sum;
  });
}

/** Of the finite values; NaN without any. */
function oneValue(name: OverSeriesName, finite: Float64Array, better: Direction): number {
  if (finite.length === 0) return Number.NaN;
  if (name === 'first') return finite[0] as number;
  if (name === 'last') return finite.at(-1) as number;
  const isLowest = name === 'lowest' || (name === 'best' && better === 'min');
  return finite.reduce((a, b) => (isLowest ? Math.min(a, b) : Math.max(a, b)));
}
