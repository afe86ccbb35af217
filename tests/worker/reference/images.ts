import { averagePool2d, conv2d, maxPool2d, type Pair } from '../../../worker/engine/ops/conv2d.ts';
import { transpose } from '../../../worker/engine/ops/views.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Operation } from './case.ts';
import type { Options } from './options.ts';

/** Operations on images. */
export const IMAGES: Record<string, Operation> = {
  conv2d: ({ x, w, b }, options) => {
    options.only('dilation', 1);
    options.only('groups', 1);
    const where = { stride: options.pair('stride', 1), padding: options.pair('padding', 0) };
    const swap = imageLayout(options);
    return swap.back(conv2d(swap.to(x), swap.filters(w), b ?? null, where));
  },
  'max-pool2d': ({ x }, options) => {
    options.only('dilation', 1);
    return pooled(x, options, maxPool2d);
  },
  'avg-pool2d': ({ x }, options) => {
    options.only('count_include_pad', true);
    return pooled(x, options, averagePool2d);
  },
};

function pooled(
  x: Tensor,
  options: Options,
  pool: (x: Tensor, size: Pair, stride: Pair, padding: Pair) => Tensor,
): Tensor {
  options.only('ceil_mode', false);
  const size = options.pair('kernel', 2);
  const [stride, padding] = [options.has('stride') ? options.pair('stride') : size, options.pair('padding', 0)];
  const swap = imageLayout(options);
  return swap.back(pool(swap.to(x), size, stride, padding));
}

/** Axes between the file's layout and the engine's, channels last. */
function imageLayout(options: Options): Record<'to' | 'back' | 'filters', (t: Tensor) => Tensor> {
  const layout = options.text('layout', 'NCHW');
  if (layout === 'NHWC') return { to: (t) => t, back: (t) => t, filters: (t) => t };
  if (layout !== 'NCHW') throw new Error(`option "layout" is "${layout}": NCHW or NHWC is known`);
  return { to: channelsLast, back: channelsFirst, filters: filtersLast };
}

/** [batch, channels, ..] as [batch, .., channels]. */
export function channelsLast(t: Tensor): Tensor {
  return t.shape.slice(2).reduce((moved, _, index) => transpose(moved, index + 1, index + 2), t);
}

/** [batch, .., channels] as [batch, channels, ..]. */
export function channelsFirst(t: Tensor): Tensor {
  return t.shape.slice(2).reduceRight((moved, _, index) => transpose(moved, index + 1, index + 2), t);
}

/** Filters [out, in, height, width] as [height, width, in, out]. */
export function filtersLast(t: Tensor): Tensor {
  return transpose(transpose(transpose(channelsLast(t), 0, 1), 1, 2), 2, 3);
}

/** Filters [height, width, in, out] as [out, in, height, width]. */
export function filtersFirst(t: Tensor): Tensor {
  return channelsFirst(transpose(transpose(transpose(t, 2, 3), 1, 2), 0, 1));
}
