import { ShapeError } from '../errors.ts';
import { subtract } from '../ops/arithmetic.ts';
import { standardize, statistics } from '../ops/normalize.ts';
import { reshape } from '../ops/views.ts';
import type { Tensor } from '../tensor.ts';
import type { LayerKind } from './layer.ts';

export interface BatchNormOptions {
  epsilon?: number;
  /** Share of the newest batch in the running statistics; null averages all batches alike. */
  momentum?: number | null;
}

/** The running statistics of a batch norm, and how many batches they have seen. */
export interface RunningStatistics {
  mean: Tensor;
  variance: Tensor;
  batches: Tensor;
}

/**
 * Normalizes each feature over the batch, and over height and width of images: in training by the batch's
 * own mean and biased variance, in evaluation by running ones.
 *
 * State   running mean, running variance (unbiased), batches seen
 * Source  Ioffe & Szegedy (2015), arXiv:1502.03167; PyTorch BatchNorm
 *
 * @throws {ShapeError} when a feature has only one value in training
 */
export function batchNorm(name: string, options: BatchNormOptions = {}): LayerKind {
  return (inputShape) => {
    const features = inputShape.at(-1) ?? 1;
    return {
      name,
      kind: 'batch norm',
      inputShape,
      outputShape: inputShape,
      parameters: [
        { name: `${name}.gain`, role: 'gain', shape: [features] },
        { name: `${name}.bias`, role: 'bias', shape: [features] },
      ],
      build({ parameters, buffer }) {
        const gain = parameters.get(`${name}.gain`).value;
        const bias = parameters.get(`${name}.bias`).value;
        gain.data.fill(1);
        const running: RunningStatistics = {
          mean: buffer(`${name}.mean`, [features]),
          variance: buffer(`${name}.variance`, [features]),
          batches: buffer(`${name}.batches`, []),
        };
        running.variance.data.fill(1);
        return (x, mode) => {
          if (x.shape.at(-1) !== features) throw new ShapeError(`batch norm ${name}`, [x.shape, [features]]);
          const rows = reshape(x, [-1, features]);
          const out =
            mode === 'train'
              ? trainBatch(rows, gain, bias, running, options)
              : standardize(subtract(rows, running.mean), running.variance, gain, bias, options.epsilon ?? 1e-5);
          return reshape(out, x.shape);
        };
      },
    };
  };
}

/** Normalizes rows [count, features] by their own statistics, and takes those into the running ones. */
function trainBatch(
  rows: Tensor,
  gain: Tensor,
  bias: Tensor,
  running: RunningStatistics,
  { epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions,
): Tensor {
  const count = rows.shape[0];
  if (count < 2)
    throw new ShapeError(
      'batch norm in training',
      [rows.shape],
      'more than one value a feature: drop a last batch of 1',
    );
  const { mean, variance, centered } = statistics(rows, 0);
  running.batches.data[0] += 1;
  const share = momentum ?? 1 / running.batches.item;
  const unbiased = count / (count - 1);
  for (let i = 0; i < running.mean.size; i++) {
    running.mean.data[i] += share * (mean.data[i] - running.mean.data[i]);
    running.variance.data[i] += share * (unbiased * variance.data[i] - running.variance.data[i]);
  }
  return standardize(centered, variance, gain, bias, epsilon);
}
