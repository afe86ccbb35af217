import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { sameShape } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Computed, ReferenceCase, Values } from './case.ts';
import { channelsLast, filtersFirst, filtersLast } from './images.ts';
import { networkOf } from './network.ts';
import type { Options } from './options.ts';
import { stepsOf } from './stepping.ts';

/** A whole training on one batch: the loss of every step, and the weights at the end. */
export function runTraining(engine: Engine, { inputs, expected }: ReferenceCase, options: Options): Computed {
  const { x, targets, ...weights } = inputs;
  const { layers, loss } = networkOf(options.text('network'), options.text('activation', ''));
  const batch = channelsLast(engine.tensor(x.data, x.shape));
  const model = new Sequential(engine, batch.shape.slice(1), layers, new Generator(0, 'dropout'));
  const names = Object.keys(weights);
  const { all, tensors } = model.parameters;
  if (names.length !== all.length) throw new Error(`the network has ${all.length} parameters, not [${names}]`);
  for (const [index, { value }] of all.entries()) set(value, names[index], weights[names[index]]);
  const takeStep = stepsOf(model.parameters, options, names);

  if (!expected.loss) throw new Error('the losses of the steps must be expected: they say how many there are');
  const evaluate = () =>
    engine.scope(() => {
      const given: Record<string, Tensor> = { a: model.forward(batch, 'train') };
      if (targets) given.targets = engine.tensor(targets.data, targets.shape);
      const value = loss(given, options);
      gradients(value, tensors);
      return value.item;
    });
  const losses = expected.loss.data.map(() => {
    const value = evaluate();
    takeStep(evaluate);
    return value;
  });
  options.done();
  const ends = all.map(({ value }, index) => [names[index], inFile(value).toArray()]);
  return { loss: losses, ...Object.fromEntries(ends) };
}

function set(value: Tensor, name: string, { shape, data }: Values): void {
  const own = inFile(value);
  if (!sameShape(shape, own.shape)) throw new Error(`"${name}" is [${shape}], the network's [${own.shape}]`);
  const given = value.engine.tensor(data, shape);
  value.data.set((shape.length === 4 ? filtersLast(given) : given).toArray());
}

/** A parameter with its axes as PyTorch orders them. */
function inFile(value: Tensor): Tensor {
  return value.shape.length === 4 ? filtersFirst(value) : value;
}
