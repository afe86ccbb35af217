import type { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import { fromJsonNumber } from '../../shared/number.ts';

interface Line {
  x: number[];
  y: number[];
}

/** The measured deviations of batches and the law tr(Σ)/B, both as logarithms; null where one is no number above 0. */
export function lawOf({ trace, batches }: CurvatureAnswer['noise']): { measured: Line; line: Line } | null {
  const sizes = batches.map(({ batchSize }) => batchSize);
  const deviations = batches.map(({ deviation }) => fromJsonNumber(deviation));
  const whole = fromJsonNumber(trace);
  if (![whole, ...deviations].every((value) => value > 0 && Number.isFinite(value))) return null;
  const x = sizes.map(Math.log10);
  return {
    measured: { x, y: deviations.map(Math.log10) },
    line: { x, y: sizes.map((size) => Math.log10(whole / size)) },
  };
}

/** 2 / learning rate at steps of which the rate is known; where the rate is 0 there is no limit. */
export function rateLine(steps: readonly number[], rates: readonly number[]): Line {
  const known = steps.flatMap((step, at) => ((rates[at] ?? 0) > 0 ? [{ step, limit: 2 / (rates[at] ?? 1) }] : []));
  return { x: known.map(({ step }) => step), y: known.map(({ limit }) => limit) };
}

/** From the least to the largest of finite numbers; 0 to 1 without one. */
export function rangeOf(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
}
