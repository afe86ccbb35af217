import { derived } from '../autodiff.ts';
import { ShapeError } from '../errors.ts';
import type { Window2d } from '../kernels.ts';
import { dense, type Tensor } from '../tensor.ts';
import { linear } from './matmul.ts';
import { mean } from './reduce.ts';
import { reshape } from './views.ts';

export interface WindowOptions {
  stride?: number;
  padding?: number;
}

/**
 * Convolution (cross-correlation) of images stored as height × width × channels: every patch, laid out as a
 * row, times the filters.
 *
 * Shapes    x [batch, height, width, in], w [out, kernel height, kernel width, in], b [out]
 *           → [batch, outHeight, outWidth, out], out length = ⌊(length + 2·padding − kernel)/stride⌋ + 1
 * Gradient  those of the product; patches add up where they overlapped
 * Throws    ShapeError unless channels agree and a window fits
 */
export function conv2d(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  { stride = 1, padding = 0, relu = false }: WindowOptions & { relu?: boolean } = {},
): Tensor {
  const [outputs, height, width, channels] = w.shape;
  if (x.shape.length !== 4 || w.shape.length !== 4 || x.shape[3] !== channels) {
    throw new ShapeError('conv2d', [x.shape, w.shape], '[batch, height, width, in] and [out, height, width, in]');
  }
  const window = windowOf('conv2d', x, height, width, stride, padding);
  const rows = reshape(unfold(x, window), [-1, height * width * channels]);
  const out = linear(rows, reshape(w, [outputs, -1]), b, { relu });
  return reshape(out, [window.batch, window.outHeight, window.outWidth, outputs]);
}

/**
 * Largest element of each window, channel by channel; windows do not overlap unless `stride` says so.
 *
 * Gradient  to the element that was largest, the first of equals
 */
export function maxPool2d(x: Tensor, size: number, stride = size): Tensor {
  const window = windowOf('maxPool2d', x, size, size, stride, 0);
  const shape = [window.batch, window.outHeight, window.outWidth, window.channels];
  const count = window.batch * window.outHeight * window.outWidth * window.channels;
  const out = x.engine.scratch(count);
  const winners = x.engine.scratch(count);
  x.engine.kernels.maxPool(out, winners, dense(x), window);

  const back = (upstream: Tensor): Tensor => {
    const data = x.engine.scratch(x.size);
    x.engine.kernels.addToWinners(data, dense(upstream), winners, window);
    return derived('maxPool2d', data, x.shape, [upstream], [again]);
  };
  const again = (upstream: Tensor): Tensor => {
    const data = x.engine.scratch(count);
    x.engine.kernels.takeWinners(data, dense(upstream), winners, window);
    return derived('maxPool2d', data, shape, [upstream], [back]);
  };
  return derived('maxPool2d', out, shape, [x], [back]);
}

/** Mean of each window, channel by channel. Gradient: spread evenly over the window. */
export function averagePool2d(x: Tensor, size: number, stride = size): Tensor {
  const window = windowOf('averagePool2d', x, size, size, stride, 0);
  const patches = reshape(unfold(x, window), [-1, size * size, window.channels]);
  return reshape(mean(patches, 1), [window.batch, window.outHeight, window.outWidth, window.channels]);
}

/** How many windows fit along an axis. */
export function outputLength(length: number, kernel: number, { stride = 1, padding = 0 }: WindowOptions): number {
  return Math.floor((length + 2 * padding - kernel) / stride) + 1;
}

/** Every window of x as a row, zeros outside: [batch, outHeight, outWidth, kernelHeight, kernelWidth, channels]. */
function unfold(x: Tensor, window: Window2d): Tensor {
  const { batch, outHeight, outWidth, kernelHeight, kernelWidth, channels } = window;
  const shape = [batch, outHeight, outWidth, kernelHeight, kernelWidth, channels];
  const out = x.engine.scratch(batch * outHeight * outWidth * kernelHeight * kernelWidth * channels);
  x.engine.kernels.unfold(out, dense(x), window);
  return derived('unfold', out, shape, [x], [(upstream) => fold(upstream, window)]);
}

/** Windows added up where they came from: the transpose of `unfold`. */
function fold(patches: Tensor, window: Window2d): Tensor {
  const shape = [window.batch, window.height, window.width, window.channels];
  const out = patches.engine.scratch(window.batch * window.height * window.width * window.channels);
  patches.engine.kernels.fold(out, dense(patches), window);
  return derived('fold', out, shape, [patches], [(upstream) => unfold(upstream, window)]);
}

function windowOf(
  operation: string,
  x: Tensor,
  kernelHeight: number,
  kernelWidth: number,
  stride: number,
  padding: number,
): Window2d {
  const [batch, height, width, channels] = x.shape;
  const outHeight = outputLength(height, kernelHeight, { stride, padding });
  const outWidth = outputLength(width, kernelWidth, { stride, padding });
  if (x.shape.length !== 4 || outHeight < 1 || outWidth < 1) {
    throw new ShapeError(operation, [x.shape, [kernelHeight, kernelWidth]], 'images at least as large as the window');
  }
  const [strideY, strideX, padY, padX] = [stride, stride, padding, padding];
  const kernel = { kernelHeight, kernelWidth, strideY, strideX, padY, padX };
  return { batch, height, width, channels, ...kernel, outHeight, outWidth };
}
