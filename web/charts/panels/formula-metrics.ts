import { metricsOf } from '../../../shared/formula/expression.ts';
import { parseFormula } from '../../../shared/formula/parse.ts';

/** The metrics that a formula names; none of one that is none, which the server has refused. */
export function formulaMetrics(text: string): string[] {
  try {
    const { own, baseline } = metricsOf(parseFormula(text));
    return [...own, ...baseline];
  } catch {
    return []; // a fault in the formula, which the answer of the server names
  }
}
