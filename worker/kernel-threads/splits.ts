import type { Split } from './split.ts';
import { splitBinary, splitColumnSums, splitGather, splitRows, splitStep, splitUnary } from './split-elements.ts';
import { splitImages } from './split-images.ts';
import { splitProduct } from './split-product.ts';

// Nanoseconds an element, measured in steps of the networks of `npm run bench -- training-step`.
const [PLAIN, ROOT, EXPONENTIAL, POOLED] = [0.25, 0.5, 1.5, 0.5];

/**
 * Compiled kernels that two threads share, by name. Not among them: sums over everything, whose order would change,
 * and what is too seldom or too small to matter.
 */
export const SPLITS: Readonly<Record<string, Split>> = {
  gemm: splitProduct,

  ...each(['scale', 'shift', 'relu', 'abs', 'minZero', 'positive', 'leaky', 'leakySlope'], splitUnary(PLAIN)),
  ...each(['reciprocal', 'sqrt'], splitUnary(ROOT)),
  ...each(['exp', 'log', 'sigmoid', 'tanh', 'softplus', 'normalCdf'], splitUnary(EXPONENTIAL)),
  ...each(['add', 'subtract', 'multiply', 'reluGradient', 'tanhGradient', 'sigmoidGradient'], splitBinary(PLAIN)),
  divide: splitBinary(ROOT),
  gather: splitGather(PLAIN),

  sumRows: splitColumnSums(PLAIN),
  sumColumns: splitRows(PLAIN, () => 1),
  softmax: splitRows(EXPONENTIAL, (length) => length),

  unfold: splitImages(
    2,
    PLAIN,
    ({ patches }) => patches,
    ({ patches, image }) => [patches, image],
  ),
  fold: splitImages(
    2,
    PLAIN,
    ({ patches }) => patches,
    ({ patches, image }) => [image, patches],
  ),
  maxPool: splitImages(
    3,
    POOLED,
    ({ image }) => image,
    ({ image, pooled }) => [pooled, pooled, image],
  ),
  addToWinners: splitImages(
    3,
    POOLED,
    ({ image }) => image,
    ({ image, pooled }) => [image, pooled, pooled],
  ),

  descentStep: splitStep(2, PLAIN),
  momentumStep: splitStep(3, PLAIN),
  adamStep: splitStep(4, ROOT),
  rmspropStep: splitStep(3, ROOT),
  adagradStep: splitStep(3, ROOT),
  lionStep: splitStep(3, PLAIN),
};

/** The same kernels in the order in which threads name them to each other. */
export const KERNELS: readonly string[] = Object.keys(SPLITS);

function each(names: readonly string[], split: Split): Record<string, Split> {
  return Object.fromEntries(names.map((name) => [name, split]));
}
