import type { Direction } from '../metric-names.ts';

/** A function of values at the same step. */
export const POINTWISE = ['abs', 'log', 'log10', 'exp', 'sqrt', 'sin', 'cos', 'tanh', 'min', 'max'] as const;
/** A function over the whole series: `ema(x, 0.9)`, `diff(x)`, `cumsum(x)`; or one value of it, at every step. */
export const OVER_SERIES = ['ema', 'diff', 'cumsum', 'first', 'last', 'lowest', 'highest', 'best'] as const;

export type PointwiseName = (typeof POINTWISE)[number];
export type OverSeriesName = (typeof OVER_SERIES)[number];
export type Operator = '+' | '-' | '*' | '/' | '^';

/** A formula that was read. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'metric'; key: string }
  | { kind: 'negative'; of: Expression }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }
  | { kind: 'pointwise'; name: PointwiseName; args: Expression[] }
  /** `weight` is that of the past in `ema`; `better` decides what `best` is. */
  | { kind: 'series'; name: OverSeriesName; of: Expression; weight: number; better: Direction }
  /** The value that another run had at the same step. */
  | { kind: 'baseline'; of: Expression };

/** What is wrong with a formula, with the index of the character. */
export class FormulaError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(`${message} (at character ${at + 1})`);
    this.name = 'FormulaError';
    this.at = at;
  }
}

/** The parts of an expression, one level down. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'metric':
      return [];
    case 'binary':
      return [expression.left, expression.right];
    case 'pointwise':
      return expression.args;
    default:
      return [expression.of];
  }
}

/** The metrics that a formula names: of the run itself, and within `baseline(…)`. */
export function metricsOf(expression: Expression): { own: string[]; baseline: string[] } {
  const own = new Set<string>();
  const baseline = new Set<string>();
  const visit = (each: Expression, into: Set<string>) => {
    if (each.kind === 'metric') into.add(each.key);
    for (const part of partsOf(each)) visit(part, each.kind === 'baseline' ? baseline : into);
  };
  visit(expression, own);
  return { own: [...own], baseline: [...baseline] };
}
