import { metricsOf } from '../../../shared/formula/expression.ts';
import { parseFormula } from '../../../shared/formula/parse.ts';

/** The metrics that a formula names; none of one that is none, which the server has refused. */
export function formulaMetrics(text: string): string[] {
  const { own, baseline } = namedIn(text);
  return [...own, ...baseline];
}

/** Whether a formula has a value only beside a baseline. */
export function comparesWithBaseline(text: string): boolean {
  return namedIn(text).baseline.length > 0;
}

function namedIn(text: string): ReturnType<typeof metricsOf> {
  try {
    return metricsOf(parseFormula(text));
  } catch {
    return { own: [], baseline: [] }; // a fault in the formula, which the answer of the server names
  }
}
