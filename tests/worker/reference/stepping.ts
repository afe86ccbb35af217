import { clipByNorm, clipByValue } from '../../../worker/engine/optimizers/clip.ts';
import type { DecayRule, Evaluate } from '../../../worker/engine/optimizers/optimizer.ts';
import { type Parameter, Parameters } from '../../../worker/engine/parameters.ts';
import { constant, type Schedule } from '../../../worker/engine/schedules.ts';
import type { Engine } from '../../../worker/engine/tensor.ts';
import { type Computed, entryOf, type ReferenceCase } from './case.ts';
import { OPTIMIZERS } from './optimizers.ts';
import type { Options } from './options.ts';
import { scheduleOf } from './schedules.ts';

/** Takes the next step as a case says: its gradients clipped or negated before, its learning rate by a schedule. */
export type Step = (evaluate?: Evaluate) => void;

/** Steps of the optimizer that a case names. `names` are the parameters' in the file, where they have any. */
export function stepsOf(parameters: Parameters, options: Options, names: readonly string[] = []): Step {
  const known = entryOf(OPTIMIZERS, options.text('class'), 'optimizer');
  const optimizer = known.create(parameters, options, groupDecay(parameters, options, names));
  options.ignore('foreach', 'fused', 'capturable', 'differentiable'); // how PyTorch computes, not what
  const before = [clipping(parameters, options), options.boolean('maximize') ? () => turn(parameters) : () => {}];
  const schedule = scheduleIn(options, options.number('lr', known.rate));
  let taken = 0;
  return (evaluate) => {
    for (const change of before) change();
    optimizer.step(schedule(taken), evaluate);
    taken += 1;
  };
}

/** The part `scheduler`, or always the same rate. */
function scheduleIn(options: Options, rate: number): Schedule {
  if (!options.has('scheduler')) return constant(rate);
  const part = options.part('scheduler');
  const schedule = scheduleOf(part.text('class'), rate, part);
  part.done();
  return schedule;
}

/** What `clip_grad_norm_` or `clip_grad_value_` does before a step, by the names of their limits. */
function clipping(parameters: Parameters, options: Options): () => void {
  const norm = options.has('max_norm') ? options.number('max_norm') : null;
  const value = options.has('clip_value') ? options.number('clip_value') : null;
  return () => {
    if (norm !== null) clipByNorm(parameters, norm);
    if (value !== null) clipByValue(parameters, value);
  };
}

/** Turns every gradient round, as PyTorch's `maximize` does. */
function turn(parameters: Parameters): void {
  for (const { gradient } of parameters.all) gradient.data.set(gradient.data.map((g) => -g));
}

/** Each parameter's own weight decay where `param_groups` gives one by names. */
function groupDecay(parameters: Parameters, options: Options, names: readonly string[]): DecayRule {
  if (!options.has('param_groups')) return (_, weightDecay) => weightDecay;
  const decays = new Map<Parameter, number>();
  for (const group of options.parts('param_groups')) {
    const weightDecay = group.has('weight_decay') ? group.number('weight_decay') : null;
    for (const name of group.texts('params')) {
      const parameter = parameters.all[names.indexOf(name)];
      if (!parameter) throw new Error(`no parameter "${name}"; there are ${names.join(', ')}`);
      if (weightDecay !== null) decays.set(parameter, weightDecay);
    }
    group.done();
  }
  return (parameter, weightDecay) => decays.get(parameter) ?? weightDecay;
}

/** Steps from `start` along the given gradients; the parameters after every step. */
export function runOptimizer(engine: Engine, { inputs }: ReferenceCase, options: Options): Computed {
  const { start, grads } = inputs;
  if (!start || !grads) throw new Error('the inputs "start" and "grads" are needed');
  const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape: start.shape }]);
  const { value, gradient } = parameters.get('x');
  value.data.set(start.data);
  const takeStep = stepsOf(parameters, options);
  options.done();

  const size = start.data.length;
  const params: number[] = [];
  for (let step = 0; step < grads.shape[0]; step++) {
    gradient.data.set(grads.data.slice(step * size, (step + 1) * size));
    takeStep();
    params.push(...value.data);
  }
  return { params };
}
