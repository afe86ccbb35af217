import { ShapeError } from '../errors.ts';
import type { Floats } from '../floats.ts';
import type { Window2d } from '../kernels.ts';
import { derived } from '../tape.ts';
import type { Engine } from '../tensor.ts';
import { dense, type Tensor } from '../tensor.ts';
import { sumTo } from './broadcast.ts';
import { reluGradient } from './elementwise.ts';
import { mean } from './reduce.ts';
import { concat, reshape } from './views.ts';

/** About a quarter of a megabyte: patches of this many numbers stay in the second-level cache. */
const PATCH_FLOATS = 65_536;
/** Patches of a whole batch that are no more than this are kept for the gradient; more are cheaper made again. */
const KEPT_FLOATS = 524_288;

/** One length for height and width, or one for each. */
export type Pair = number | readonly [height: number, width: number];

export interface WindowOptions {
  stride?: Pair;
  padding?: Pair;
}

/**
 * Convolution (cross-correlation) of images stored as height × width × channels: every patch, laid out as a
 * row, times the filters. Patches of a few images at a time, so that they stay in the cache.
 *
 * Shapes    x [batch, height, width, in], w [kernel height, kernel width, in, out], b [out]
 *           → [batch, outHeight, outWidth, out], out length = ⌊(length + 2·padding − kernel)/stride⌋ + 1
 * Gradient  dx = patches⁻¹(g · wᵀ), overlapping patches added up;  dw = patches(x)ᵀ · g;  db = Σ g
 *
 * @throws {ShapeError} when channels differ or no window fits
 */
export function conv2d(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  { stride = 1, padding = 0, relu = false }: WindowOptions & { relu?: boolean } = {},
): Tensor {
  const [height, width, channels, outputs] = w.shape;
  if (x.shape.length !== 4 || w.shape.length !== 4 || x.shape[3] !== channels) {
    throw new ShapeError('conv2d', [x.shape, w.shape], '[batch, height, width, in] and [height, width, in, out]');
  }
  if (b && (b.shape.length !== 1 || b.shape[0] !== outputs))
    throw new ShapeError('conv2d bias', [b.shape], `[${outputs}]`);
  const window = windowOf('conv2d', x, [height, width], stride, padding);
  return applyFilters(x, w, b, window, relu);
}

/** patches(x) · w + b. Bilinear in x and w, as are its two gradients: each is differentiated by the other two. */
function applyFilters(x: Tensor, w: Tensor, b: Tensor | null, window: Window2d, relu = false): Tensor {
  const { engine } = x;
  const outputs = w.shape[3];
  const positions = window.outHeight * window.outWidth;
  const out = engine.scratch(window.batch * positions * outputs);
  const [images, filters, bias] = [dense(x), dense(w), b ? dense(b) : undefined];
  const total = window.batch * positions * rowOf(window);
  const kept = engine.recording && w.needsGradient && total <= KEPT_FLOATS ? engine.scratch(total) : null;
  engine.scope(() => {
    for (const { patches, part, from, to } of inPatches(images, window, engine, kept)) {
      engine.kernels.unfold(patches, part, chunkOf(window, from, to));
      const rows = (to - from) * positions;
      const target = out.subarray(from * positions * outputs, to * positions * outputs);
      engine.kernels.gemm(target, patches, filters, { m: rows, n: outputs, k: rowOf(window), bias, relu });
    }
  });
  const shape = [window.batch, window.outHeight, window.outWidth, outputs];
  const inputs = b ? [x, w, b] : [x, w];
  const result: Tensor = derived(
    relu ? 'conv2d + relu' : 'conv2d',
    out,
    shape,
    inputs,
    [
      (g) => inputGradient(g, w, window),
      (g, slot) => filterGradient(x, g, window, slot, kept),
      (g, slot) => sumTo(reshape(g, [-1, outputs]), [outputs], slot),
    ],
    { shared: relu ? (g) => reluGradient(g, result) : null },
  );
  return result;
}

/** What the filters pass back to the images. */
function inputGradient(g: Tensor, w: Tensor, window: Window2d): Tensor {
  const { engine } = g;
  const outputs = w.shape[3];
  const positions = window.outHeight * window.outWidth;
  const pixels = window.height * window.width * window.channels;
  const out = engine.scratch(window.batch * pixels);
  const [upstream, filters] = [dense(g), dense(w)];
  engine.scope(() => {
    for (const { patches, part, from, to } of inPatches(out, window, engine)) {
      const rows = upstream.subarray(from * positions * outputs, to * positions * outputs);
      const shape = { m: (to - from) * positions, n: rowOf(window), k: outputs };
      engine.kernels.gemm(patches, rows, filters, { ...shape, transposeB: true });
      engine.kernels.fold(part, patches, chunkOf(window, from, to));
    }
  });
  return derived(
    'conv2d input gradient',
    out,
    [window.batch, window.height, window.width, window.channels],
    [g, w],
    [(u) => applyFilters(u, w, null, window), (u) => filterGradient(u, g, window)],
  );
}

/** What the images pass back to the filters. */
function filterGradient(
  x: Tensor,
  g: Tensor,
  window: Window2d,
  into: Tensor | null = null,
  kept: Floats | null = null,
): Tensor {
  const { engine } = x;
  const outputs = g.shape[3];
  const positions = window.outHeight * window.outWidth;
  const out = into?.data ?? engine.scratch(rowOf(window) * outputs);
  const [images, upstream] = [dense(x), dense(g)];
  out.fill(0);
  engine.scope(() => {
    for (const { patches, part, from, to } of inPatches(images, window, engine, kept)) {
      if (!kept) engine.kernels.unfold(patches, part, chunkOf(window, from, to));
      const rows = upstream.subarray(from * positions * outputs, to * positions * outputs);
      const shape = { m: rowOf(window), n: outputs, k: (to - from) * positions };
      engine.kernels.gemm(out, patches, rows, { ...shape, transposeA: true, accumulate: true });
    }
  });
  if (into) return into;
  return derived(
    'conv2d filter gradient',
    out,
    [window.kernelHeight, window.kernelWidth, window.channels, outputs],
    [x, g],
    [(u) => inputGradient(g, u, window), (u) => applyFilters(x, u, null, window)],
  );
}

/** Images a few at a time, each time with the place of their patches: among those `kept`, or one that is used again. */
function* inPatches(images: Floats, window: Window2d, engine: Engine, kept: Floats | null = null) {
  const pixels = window.height * window.width * window.channels;
  const perImage = window.outHeight * window.outWidth * rowOf(window);
  const step = Math.max(1, Math.floor(PATCH_FLOATS / Math.max(1, perImage)));
  const room = kept ?? engine.scratch(Math.min(step, window.batch) * perImage);
  for (let from = 0; from < window.batch; from += step) {
    const to = Math.min(from + step, window.batch);
    const start = kept ? from * perImage : 0;
    const patches = room.subarray(start, start + (to - from) * perImage);
    yield { patches, part: images.subarray(from * pixels, to * pixels), from, to };
  }
}

function chunkOf(window: Window2d, from: number, to: number): Window2d {
  return { ...window, batch: to - from };
}

/** Elements of one patch. */
function rowOf({ kernelHeight, kernelWidth, channels }: Window2d): number {
  return kernelHeight * kernelWidth * channels;
}

/**
 * Largest element of each window, channel by channel; windows do not overlap unless `stride` makes them. Padding
 * is never the largest.
 *
 * Gradient  to the element that was largest, the first of equals
 */
export function maxPool2d(x: Tensor, size: Pair, stride: Pair = size, padding: Pair = 0): Tensor {
  const window = poolWindow('maxPool2d', x, size, stride, padding);
  const { padY, padX } = window;
  if (padY > 0 || padX > 0) return maxPool2d(framed(x, padY, padX, Number.NEGATIVE_INFINITY), size, stride);
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

/** Images in a frame of one value. Gradient: that of what is inside the frame. */
function framed(x: Tensor, padY: number, padX: number, value: number): Tensor {
  const between = (images: Tensor, axis: number, thickness: number) => {
    const shape = images.shape.map((length, each) => (each === axis ? thickness : length));
    const edge = images.engine.full(shape, value);
    return concat([edge, images, edge], axis);
  };
  return between(between(x, 1, padY), 2, padX);
}

/** Mean of each window, channel by channel; padding counts as zeros. Gradient: spread evenly over the window. */
export function averagePool2d(x: Tensor, size: Pair, stride: Pair = size, padding: Pair = 0): Tensor {
  const window = poolWindow('averagePool2d', x, size, stride, padding);
  const patches = reshape(unfold(x, window), [-1, window.kernelHeight * window.kernelWidth, window.channels]);
  return reshape(mean(patches, 1), [window.batch, window.outHeight, window.outWidth, window.channels]);
}

/** How many windows fit along an axis. */
export function outputLength(length: number, kernel: number, { stride = 1, padding = 0 }): number {
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

/** A window of which padding is never more than half, so that it holds a pixel. */
function poolWindow(operation: string, x: Tensor, size: Pair, stride: Pair, padding: Pair): Window2d {
  const window = windowOf(operation, x, size, stride, padding);
  if (2 * window.padY > window.kernelHeight || 2 * window.padX > window.kernelWidth) {
    throw new RangeError(`${operation}: padding ${padding} is more than half of the window ${size}`);
  }
  return window;
}

function windowOf(operation: string, x: Tensor, size: Pair, stride: Pair, padding: Pair): Window2d {
  const [batch, height, width, channels] = x.shape;
  const [kernelHeight, kernelWidth] = both(size);
  const [strideY, strideX] = both(stride);
  const [padY, padX] = both(padding);
  const outHeight = outputLength(height, kernelHeight, { stride: strideY, padding: padY });
  const outWidth = outputLength(width, kernelWidth, { stride: strideX, padding: padX });
  if (!(strideY >= 1 && strideX >= 1 && padY >= 0 && padX >= 0)) {
    throw new RangeError(`${operation}: stride ${stride} must be from 1, padding ${padding} from 0`);
  }
  if (x.shape.length !== 4 || outHeight < 1 || outWidth < 1) {
    throw new ShapeError(operation, [x.shape, [kernelHeight, kernelWidth]], 'images at least as large as the window');
  }
  const kernel = { kernelHeight, kernelWidth, strideY, strideX, padY, padX };
  return { batch, height, width, channels, ...kernel, outHeight, outWidth };
}

function both(lengths: Pair): readonly [number, number] {
  return typeof lengths === 'number' ? [lengths, lengths] : lengths;
}
