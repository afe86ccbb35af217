import { gradients } from '../../../worker/engine/autodiff.ts';
import { batchNorm } from '../../../worker/engine/layers/batch-norm.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { multiply } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Engine, Tensor } from '../../../worker/engine/tensor.ts';
import type { Computed, ReferenceCase, Values } from './case.ts';
import { channelsFirst, channelsLast } from './images.ts';
import type { Options } from './options.ts';

/** Batches [batch, channels, ..] through one batch norm in training, then one in evaluation. */
export function runBatchNorm(engine: Engine, { inputs }: ReferenceCase, options: Options): Computed {
  const { weight, bias, running_mean, running_var, x, upstream, x_eval } = inputs;
  if (!x) throw new Error('the input "x" is needed');
  options.only('layout', 'NCHW');
  options.only('affine', weight !== undefined);
  options.only('track_running_stats', true);
  const momentum = options.isNull('momentum') ? null : options.number('momentum', 0.1);
  const settings = { momentum, epsilon: options.number('eps', 1e-5) };
  options.done();

  const model = new Sequential(engine, [x.shape[2]], [batchNorm('norm', settings)], new Generator(0, 'dropout'));
  const { all, tensors } = model.parameters;
  const [mean, variance] = ['norm.mean', 'norm.variance'].map((name) => model.buffers.get(name) as Tensor);
  const given: [Tensor, Values | undefined][] = [
    [all[0].value, weight],
    [all[1].value, bias],
    [mean, running_mean],
    [variance, running_var],
  ];
  for (const [tensor, values] of given) if (values) tensor.data.set(values.data);

  const computed: Record<string, number[]> = { output: [], grad_x: [], running_mean: [], running_var: [] };
  for (let batch = 0; batch < x.shape[0]; batch++) {
    engine.scope(() => {
      const input = part(engine, x, batch, true);
      const output = channelsFirst(model.forward(channelsLast(input), 'train'));
      const loss = sum(upstream ? multiply(output, part(engine, upstream, batch, false)) : output);
      const [gradX, gain, shift] = gradients(loss, [input, ...tensors]);
      computed.output.push(...output.toArray());
      computed.grad_x.push(...gradX.toArray());
      computed.grad_weight_last_batch = gain.toArray();
      computed.grad_bias_last_batch = shift.toArray();
      computed.running_mean.push(...mean.toArray());
      computed.running_var.push(...variance.toArray());
    });
  }
  if (x_eval) {
    const evaluated = model.forward(channelsLast(engine.tensor(x_eval.data, x_eval.shape)), 'evaluate');
    computed.output_eval = channelsFirst(evaluated).toArray();
  }
  return computed;
}

function part(engine: Engine, { shape, data }: Values, index: number, needsGradient: boolean): Tensor {
  const inner = shape.slice(1);
  const size = inner.reduce((product, length) => product * length, 1);
  return engine.tensor(data.slice(index * size, (index + 1) * size), inner, needsGradient);
}
