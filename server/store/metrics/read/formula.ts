import { evaluate, stepsWithout } from '../../../../shared/formula/evaluate.ts';
import { type Expression, metricsOf } from '../../../../shared/formula/expression.ts';
import { newPoints, type Points, slicePoints } from '../points/points.ts';

/** The points of a metric of the run, or of the run that others are compared with; undefined when it has none. */
export interface FormulaSources {
  own: (key: string) => Points | undefined;
  baseline: (key: string) => Points | undefined;
}

/**
 * A formula at every step of the metrics of the run that it names; at a step that one of them lacks counts its value before. It
 * begins where all metrics have begun. Undefined when one has no points.
 */
export function formulaPoints(expression: Expression, sources: FormulaSources): Points | undefined {
  const names = metricsOf(expression);
  const own = readAll(names.own, sources.own);
  const baseline = readAll(names.baseline, sources.baseline);
  if (!own || !baseline) return undefined;
  const begin = Math.max(...[...own.values(), ...baseline.values()].map(({ steps }) => steps[0] as number));
  const placed = allSteps([...own.values()], begin);
  const values = evaluate(expression, {
    length: placed.steps.length,
    own: (key) => carriedTo(placed.steps, own.get(key)),
    baseline: (key) => carriedTo(placed.steps, baseline.get(key)),
  });
  return slicePoints({ ...placed, values }, Math.min(stepsWithout(expression), values.length));
}

function readAll(keys: readonly string[], read: FormulaSources['own']): Map<string, Points> | undefined {
  const found = new Map<string, Points>();
  for (const key of keys) {
    const points = read(key);
    if (!points || points.steps.length === 0) return undefined;
    found.set(key, points);
  }
  return found;
}

/** Every step from `begin` on that one of the series has, with the time that the first of those has there. */
function allSteps(series: readonly Points[], begin: number): Points {
  const all = newPoints(series.reduce((sum, { steps }) => sum + steps.length, 0));
  const at = series.map(() => 0);
  let length = 0;
  for (;;) {
    const nexts = series.map(({ steps }, index) => steps[at[index] as number] ?? Number.POSITIVE_INFINITY);
    const step = Math.min(...nexts);
    if (step === Number.POSITIVE_INFINITY) return slicePoints(all, 0, length);
    const from = nexts.indexOf(step);
    if (step >= begin) {
      all.steps[length] = step;
      all.times[length++] = series[from]?.times[at[from] as number] as number;
    }
    for (const [index, next] of nexts.entries()) if (next === step) at[index] = (at[index] as number) + 1;
  }
}

/** The value of a series at each step: that of the step itself, else the last one before. */
function carriedTo(steps: Float64Array, points: Points | undefined): Float64Array {
  let next = 0;
  let value = Number.NaN;
  return steps.map((step) => {
    for (; points && next < points.steps.length && (points.steps[next] as number) <= step; next++)
      value = points.values[next] as number;
    return value;
  });
}
