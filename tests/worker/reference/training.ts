import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import { ACTIVATIONS, type ActivationName } from '../../../worker/engine/layers/activation.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Computed, Options, ReferenceCase } from './case.ts';
import { optimizerOf } from './optimizers.ts';

const NETWORK = 'Linear(6,10) -> activation -> Linear(10,3) -> mean cross-entropy, weights [out, in]';

/** A whole training on one batch: the loss of every step, and the weights at the end. */
export function runTraining(engine: Engine, { inputs, expected }: ReferenceCase, options: Options): Computed {
  const network = options.text('network', NETWORK);
  if (
    !/^Linear\(\d+,\d+\) -> activation -> Linear\(\d+,\d+\) -> mean cross-entropy, weights \[out, in\]$/.test(network)
  ) {
    throw new Error(`unknown network "${network}"`);
  }
  const activation = options.text('activation');
  if (!(activation in ACTIVATIONS)) throw new Error(`unknown activation "${activation}"`);
  const targets = options.numbers('targets');

  const layers = [
    linear('layer1', inputs.w1.shape[0], activation as ActivationName),
    linear('output', inputs.w2.shape[0]),
  ];
  const model = new Sequential(engine, [inputs.x.shape[1]], layers, new Generator(0, 'dropout'));
  const names = ['w1', 'b1', 'w2', 'b2'];
  model.parameters.all.forEach(({ value }, index) => {
    value.data.set(inputs[names[index]].data);
  });
  const { optimizer, rate } = optimizerOf(model.parameters, options);
  options.done();

  const loss = expected.loss.data.map(() =>
    engine.scope(() => {
      const x = engine.tensor(inputs.x.data, inputs.x.shape);
      const value = crossEntropy(model.forward(x, 'train'), targets);
      gradients(value, model.parameters.tensors);
      optimizer.step(rate);
      return value.item;
    }),
  );
  const weights = model.parameters.all.map(({ value }, index) => [names[index], value.toArray()]);
  return { loss, ...Object.fromEntries(weights) };
}
