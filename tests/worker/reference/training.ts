import { gradients } from '../../../worker/engine/autodiff.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { slice } from '../../../worker/engine/ops/views.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { sameShape } from '../../../worker/engine/shape.ts';
import type { Engine, Tensor } from '../../../worker/engine/tensor.ts';
import type { Computed, ReferenceCase, Values } from './case.ts';
import { channelsLast, filtersFirst, filtersLast } from './images.ts';
import { networkOf } from './network.ts';
import type { Options } from './options.ts';
import { stepsOf } from './stepping.ts';

/** A whole training on one batch, or with `batch_size` on one after the other: the loss of every step, and the weights at the end. */
export function runTraining(engine: Engine, { inputs, expected }: ReferenceCase, options: Options): Computed {
  const { x, targets, ...weights } = inputs;
  if (!x || !expected.loss) throw new Error('the input "x" and the expected "loss" of every step are needed');
  const { layers, loss } = networkOf(options.text('network'), options.text('activation', ''));
  const batch = channelsLast(engine.tensor(x.data, x.shape));
  const model = new Sequential(engine, batch.shape.slice(1), layers, new Generator(0, 'dropout'));
  const names = Object.keys(weights);
  const { all, tensors } = model.parameters;
  if (names.length !== all.length) throw new Error(`the network has ${all.length} parameters, not [${names}]`);
  for (const [index, { value }] of all.entries()) set(value, names[index], weights[names[index]]);
  const takeStep = stepsOf(model.parameters, options, names);

  const wanted = targets?.data ?? options.numbers('targets');
  const count = batch.shape[0];
  const size = options.number('batch_size', count);
  const evaluate = (from: number) =>
    engine.scope(() => {
      const to = Math.min(count, from + size);
      const [first, last] = [from, to].map((at) => (at * wanted.length) / count);
      const a = model.forward(slice(batch, [{ start: from, end: to }]), 'train');
      const value = loss({ a, targets: engine.tensor(wanted.slice(first, last), [last - first]) }, options);
      gradients(value, tensors);
      return value.item;
    });
  const losses = expected.loss.data.map((_, step) => {
    const from = (step % Math.ceil(count / size)) * size; // in order, the last batch perhaps shorter
    const value = evaluate(from);
    takeStep(() => evaluate(from));
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
