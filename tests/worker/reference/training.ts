import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import { ACTIVATIONS, type ActivationName } from '../../../worker/engine/layers/activation.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { sameShape } from '../../../worker/engine/shape.ts';
import type { Computed, Options, ReferenceCase } from './case.ts';
import { optimizerOf } from './optimizers.ts';

const ENDING = ' -> mean cross-entropy, weights [out, in]';

/** A whole training on one batch: the loss of every step, and the weights at the end. */
export function runTraining(engine: Engine, { inputs, expected }: ReferenceCase, options: Options): Computed {
  const sizes = sizesOf(options.text('network'));
  const activation = options.text('activation').replaceAll('_', '-');
  if (!Object.hasOwn(ACTIVATIONS, activation)) throw new Error(`unknown activation "${activation}"`);
  const targets = options.numbers('targets');

  const layers = sizes.slice(1).map((outputs, index) => {
    const last = index === sizes.length - 2;
    return linear(last ? 'output' : `layer${index + 1}`, outputs, last ? null : (activation as ActivationName));
  });
  const model = new Sequential(engine, [sizes[0]], layers, new Generator(0, 'dropout'));
  const names = layers.flatMap((_, index) => [`w${index + 1}`, `b${index + 1}`]);
  model.parameters.all.forEach(({ value }, index) => {
    const given = inputs[names[index]];
    if (!given) throw new Error(`the input "${names[index]}" is needed`);
    const { shape, data } = given;
    if (!sameShape(shape, value.shape))
      throw new Error(`"${names[index]}" is [${shape}], the network's [${value.shape}]`);
    value.data.set(data);
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

/** The widths of `Linear(6,10) -> activation -> Linear(10,3) -> mean cross-entropy, weights [out, in]`: 6, 10, 3. */
function sizesOf(network: string): number[] {
  const layers = network.endsWith(ENDING) ? network.slice(0, -ENDING.length).split(' -> activation -> ') : [];
  const pairs = layers.map((layer) => /^Linear\((\d+),(\d+)\)$/.exec(layer)?.slice(1).map(Number) ?? [0, 0]);
  const fit = pairs.every(([inputs], index) => inputs > 0 && (index === 0 || inputs === pairs[index - 1][1]));
  if (layers.length === 0 || !fit) throw new Error(`unknown network "${network}"`);
  return [pairs[0][0], ...pairs.map(([, outputs]) => outputs)];
}
