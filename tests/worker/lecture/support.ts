import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { float64Engine } from '../engine/support.ts';

/** A surface over a point, as one tensor function of all coordinates. */
export type Surface = (point: Tensor) => Tensor;

export interface Descent {
  /** The point after each step. */
  path: number[][];
  end: number[];
  value: number;
}

/** Steps down a surface in float64 from a point. */
export function descend(
  surface: Surface,
  start: readonly number[],
  create: (parameters: Parameters) => Optimizer,
  learningRate: number | ((step: number) => number),
  steps: number,
): Descent {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape: [start.length] }]);
  const { value } = parameters.get('x');
  value.data.set(start);
  const optimizer = create(parameters);
  const evaluate = () =>
    engine.scope(() => {
      const loss = surface(value);
      gradients(loss, [value]);
      return loss.item;
    });

  const path: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    evaluate();
    optimizer.step(typeof learningRate === 'number' ? learningRate : learningRate(step), evaluate);
    path.push(value.toArray());
  }
  return { path, end: value.toArray(), value: evaluate() };
}

/** Steps with gradients given by hand; the change that each step makes. */
export function stepsUnder(
  gradient: (step: number) => readonly number[],
  create: (parameters: Parameters) => Optimizer,
  learningRate: number,
  steps: number,
  start: readonly number[] = gradient(1).map(() => 0),
): number[][] {
  const parameters = new Parameters(float64Engine(), [{ name: 'x', role: 'weight', shape: [start.length] }]);
  const { value, gradient: slot } = parameters.get('x');
  value.data.set(start);
  const optimizer = create(parameters);
  return Array.from({ length: steps }, (_, index) => {
    const before = value.toArray();
    slot.data.set(gradient(index + 1));
    optimizer.step(learningRate);
    return value.toArray().map((x, i) => x - before[i]);
  });
}
