import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import { batchNorm } from '../../../worker/engine/layers/batch-norm.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { multiply } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/reduce.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Computed, Options, ReferenceCase, Values } from './case.ts';
import { channelsFirst, channelsLast } from './operations.ts';

/** Batches through one batch norm in training, then one in evaluation. */
export function runBatchNorm(engine: Engine, { inputs }: ReferenceCase, options: Options): Computed {
  const { weight, bias, x, upstream, x_eval } = inputs;
  const images = x.shape.length === 5;
  const layout = options.text('layout', 'NCHW');
  if (layout !== 'NCHW') throw new Error(`option "layout" is "${layout}": only NCHW is known`);
  const momentum = options.isNull('momentum') ? null : options.number('momentum', 0.1);
  const settings = { momentum, epsilon: options.number('eps', 1e-5) };
  options.done();

  const to = (tensor: Tensor) => (images ? channelsLast(tensor) : tensor);
  const back = (tensor: Tensor) => (images ? channelsFirst(tensor) : tensor);
  const model = new Sequential(engine, [weight.shape[0]], [batchNorm('norm', settings)], new Generator(0, 'dropout'));
  const { all, tensors } = model.parameters;
  all[0].value.data.set(weight.data);
  all[1].value.data.set(bias.data);

  const computed: Record<string, number[]> = { output: [], grad_x: [], running_mean: [], running_var: [] };
  for (let batch = 0; batch < x.shape[0]; batch++) {
    engine.scope(() => {
      const input = part(engine, x, batch, true);
      const output = back(model.forward(to(input), 'train'));
      const loss = sum(multiply(output, part(engine, upstream, batch, false)));
      const [gradX, gain, shift] = gradients(loss, [input, ...tensors]);
      computed.output.push(...output.toArray());
      computed.grad_x.push(...gradX.toArray());
      computed.grad_weight_last_batch = gain.toArray();
      computed.grad_bias_last_batch = shift.toArray();
      computed.running_mean.push(...(model.buffers.get('norm.mean')?.toArray() ?? []));
      computed.running_var.push(...(model.buffers.get('norm.variance')?.toArray() ?? []));
    });
  }
  const evaluated = back(model.forward(to(engine.tensor(x_eval.data, x_eval.shape)), 'evaluate'));
  return { ...computed, output_eval: evaluated.toArray() };
}

function part(engine: Engine, { shape, data }: Values, index: number, needsGradient: boolean): Tensor {
  const inner = shape.slice(1);
  const size = inner.reduce((product, length) => product * length, 1);
  return engine.tensor(data.slice(index * size, (index + 1) * size), inner, needsGradient);
}
