import { Lbfgs } from '../../../worker/engine/optimizers/lbfgs.ts';
import type { Evaluate, Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { dot } from '../../../worker/engine/optimizers/searching.ts';
import type { Parameters } from '../../../worker/engine/parameters.ts';
import type { Options } from './options.ts';

/** PyTorch's LBFGS, of whose iterations one step takes several, until nothing much changes. */
export function lbfgs(parameters: Parameters, options: Options): Pick<Optimizer, 'step'> {
  const search = options.text('line_search_fn', 'none');
  if (search !== 'none' && search !== 'strong_wolfe') throw new Error(`unknown line search "${search}"`);
  const optimizer = new Iterated(parameters, {
    history: options.number('history_size', 100),
    search: search === 'none' ? search : 'strong-wolfe',
  });
  const iterations = options.number('max_iter', 20);
  const most = options.number('max_eval', Math.floor((iterations * 5) / 4));
  const level = options.number('tolerance_grad', 1e-7);
  const still = options.number('tolerance_change', 1e-9);
  const gradient = () => parameters.all.flatMap((each) => each.gradient.toArray());
  const values = () => parameters.all.flatMap(({ value }) => value.toArray());

  const step = (rate: number, evaluate?: Evaluate) => {
    if (!evaluate) throw new Error('LBFGS evaluates the loss as it goes: it needs a training');
    let [loss, evaluations] = [evaluate(), 1];
    for (let count = 0; count < iterations; count++) {
      if (largest(gradient()) <= level || optimizer.slope(gradient()) > -still) return;
      const [before, lossBefore] = [values(), loss];
      optimizer.step(rate, evaluate);
      loss = optimizer.lastSearch?.value ?? loss;
      evaluations += optimizer.lastSearch?.evaluations ?? 0;
      const moved = largest(values().map((value, index) => value - before[index]));
      if (evaluations >= most || moved <= still || Math.abs(loss - lossBefore) < still) return;
    }
  };
  return { step };
}

class Iterated extends Lbfgs {
  /** How steeply the loss falls along the direction that it would take. */
  slope(gradient: readonly number[]): number {
    const flat = Float64Array.from(gradient);
    return dot(this.direction(flat), flat);
  }
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
