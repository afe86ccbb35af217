import { haltonPoint } from './halton.ts';
import { inOrder, isActive, type Parameter, type Values } from './parameter.ts';
import { uniforms } from './random.ts';
import { gridValues, valueAt } from './scale.ts';
import type { StudySpec } from './study.ts';
import { type Told, tpeValues } from './tpe.ts';

type Asked = Pick<StudySpec, 'parameters' | 'method' | 'parallel'>;

/**
 * The values of trial `number`, which counts from 1: the same for the same arguments. Null where a grid has no more.
 *
 * @param told the trials up to `informedBy(spec, number)`, all of them ended; in any order
 */
export function suggest(spec: Asked, told: readonly Told[], number: number, seed: number): Values | null {
  const { parameters, method } = spec;
  if (method.name === 'grid') return gridTrial(parameters, number);
  if (method.name === 'random') {
    const next = uniforms(seed, number);
    return valuesAt(
      parameters,
      parameters.map(() => next()),
    );
  }
  if (method.name === 'halton' || number <= method.startup || informedBy(spec, number) === 0)
    return valuesAt(parameters, haltonPoint(number - 1, parameters.length, seed));
  const inNumberOrder = told.toSorted((a, b) => a.number - b.number);
  return tpeValues(parameters, inNumberOrder, method.candidates, uniforms(seed, number));
}

/**
 * The number of the last trial whose outcome trial `number` is chosen by, 0 for none. It is fixed by the number, so that the
 * order in which trials end decides nothing: a trial waits until all those have ended, and `parallel` others may run beside it.
 */
export function informedBy({ method, parallel }: Pick<Asked, 'method' | 'parallel'>, number: number): number {
  return method.name === 'tpe' ? Math.max(0, number - parallel) : 0;
}

/** Every combination of a grid once, the first parameter changing slowest. */
export function* gridTrials(parameters: readonly Parameter[]): Generator<Values> {
  yield* combinations(inOrder(parameters), {});
}

function* combinations([parameter, ...rest]: readonly Parameter[], values: Values): Generator<Values> {
  if (!parameter) yield values;
  else if (!isActive(parameter, values)) yield* combinations(rest, values);
  else for (const value of gridValues(parameter)) yield* combinations(rest, { ...values, [parameter.at]: value });
}

function gridTrial(parameters: readonly Parameter[], number: number): Values | null {
  let count = 0;
  for (const values of gridTrials(parameters)) if (++count === number) return values;
  return null;
}

/** The values at a share for each parameter, without those whose condition does not hold. */
function valuesAt(parameters: readonly Parameter[], shares: readonly number[]): Values {
  const values: Values = {};
  for (const parameter of inOrder(parameters)) {
    const share = shares[parameters.indexOf(parameter)] ?? 0;
    if (isActive(parameter, values)) values[parameter.at] = valueAt(parameter, share);
  }
  return values;
}
