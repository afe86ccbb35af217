import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { Lbfgs } from '../../../worker/engine/optimizers/lbfgs.ts';
import type { SearchingOptimizer } from '../../../worker/engine/optimizers/searching.ts';
import { SteepestDescent } from '../../../worker/engine/optimizers/steepest-descent.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { rosenbrock } from '../lecture/surfaces.ts';
import { float64Engine } from './support.ts';

const OPTIMIZERS: [string, (parameters: Parameters) => SearchingOptimizer][] = [
  ['steepest descent, backtracking', (p) => new SteepestDescent(p)],
  ['steepest descent, strong Wolfe', (p) => new SteepestDescent(p, { search: 'strong-wolfe' })],
  ['steepest descent with decay', (p) => new SteepestDescent(p, { search: 'strong-wolfe', weightDecay: 0.1 })],
  ['L-BFGS, backtracking', (p) => new Lbfgs(p, { search: 'backtracking' })],
  ['L-BFGS, strong Wolfe', (p) => new Lbfgs(p)],
  ['L-BFGS with decay', (p) => new Lbfgs(p, { weightDecay: 0.1 })],
];
const STEPS = 25;

/** Minimizes Rosenbrock's function; with `reuse`, what the optimizer knows already is not evaluated again. */
function minimize(create: (parameters: Parameters) => SearchingOptimizer, reuse: boolean) {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape: [2] }]);
  const { value, gradient } = parameters.get('x');
  value.data.set([-1.2, 1]);
  const optimizer = create(parameters);
  const evaluated: string[] = [];
  const evaluate = () =>
    engine.scope(() => {
      evaluated.push(value.toArray().join());
      const loss = rosenbrock(value);
      gradients(loss, [value]);
      return loss.item;
    });
  const path = Array.from({ length: STEPS }, () => {
    const known = reuse ? optimizer.knownLoss : null;
    const loss = known ?? evaluate();
    const found = [loss, ...value.toArray(), ...gradient.toArray()];
    optimizer.step(1, evaluate, loss);
    return found;
  });
  return { path, evaluated };
}

test.each(OPTIMIZERS)('%s evaluates no point twice', (_, create) => {
  const { evaluated } = minimize(create, true);
  expect(new Set(evaluated).size).toBe(evaluated.length);
});

test.each(OPTIMIZERS)('%s has at each step the loss and gradients that evaluating again would give', (_, create) => {
  const [reused, again] = [minimize(create, true), minimize(create, false)];
  expect(reused.path).toEqual(again.path);
  expect(reused.evaluated.length).toBe(again.evaluated.length - (STEPS - 1));
});
