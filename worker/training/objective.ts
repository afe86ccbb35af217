import type { Loss, TrainingConfig } from '../../shared/training/launch.ts';
import { EVALUATION_BATCH } from '../../shared/training/memory.ts';
import type { Examples, Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { binaryCrossEntropy, crossEntropy, huber, meanAbsoluteError, meanSquaredError } from '../engine/losses.ts';
import { ClassificationScore, RegressionScore } from '../engine/metrics.ts';
import type { Engine, Tensor } from '../engine/tensor.ts';
import type { MiniBatch } from './batches.ts';
import { slice } from './batches.ts';

/** Top-k accuracy for this k is reported where there are more classes than k. */
const TOP_K = 5;

/** What a network does on a set of examples. */
export interface Evaluation {
  /** By name: `loss`, then `accuracy` (and `top5_accuracy` of many classes), or `rmse` in the target's own unit and `r2`; empty for no examples. */
  scores: Record<string, number>;
  /** Examples by true class (row) and predicted class (column), for classes. */
  confusion: Int32Array | null;
}

/** The loss that training minimizes, and the scores of a set of examples; the loss among those has no label smoothing. */
export interface Objective {
  name: Exclude<Loss, 'auto'>;
  loss(output: Tensor, batch: MiniBatch): Tensor;
  /** `onExamples` is called with how many of the examples are done, now and then. */
  evaluate(model: Sequential, examples: Examples, onExamples?: (done: number) => void): Evaluation;
}

/** Losses between an output and a target of the same shape, by the names that runs use. */
const DENSE_LOSSES: Record<
  Exclude<Loss, 'auto' | 'cross-entropy'>,
  (output: Tensor, target: Tensor, config: Pick<TrainingConfig, 'huberDelta'>) => Tensor
> = {
  bce: binaryCrossEntropy,
  mse: (output, target) => meanSquaredError(output, target),
  'half-mse': (output, target) => meanSquaredError(output, target, { half: true }),
  mae: meanAbsoluteError,
  huber: (output, target, { huberDelta }) => huber(output, target, huberDelta),
};

/** The objective that fits the data: cross-entropy for classes and squared error for values, unless the run is configured otherwise. */
export function createObjective(
  engine: Engine,
  config: Pick<TrainingConfig, 'loss' | 'labelSmoothing' | 'huberDelta'>,
  { task, outputs, targetScale }: Splits,
): Objective {
  const name = config.loss === 'auto' ? (task === 'classification' ? 'cross-entropy' : 'mse') : config.loss;
  if ((name === 'cross-entropy' || name === 'bce') && task === 'regression') {
    throw new RangeError(`loss "${name}" needs classes, and this dataset has values to predict: choose "mse"`);
  }

  const lossOf = (output: Tensor, { targets, count }: MiniBatch, smoothing: number): Tensor => {
    if (name === 'cross-entropy') return crossEntropy(output, targets, { smoothing });
    const wanted =
      task === 'classification' ? oneHot(engine, targets, outputs) : engine.tensor(targets, [count, outputs]);
    return DENSE_LOSSES[name](output, wanted, config);
  };

  const evaluate: Objective['evaluate'] = (model, examples, onExamples) => {
    if (examples.count === 0) return { scores: {}, confusion: null };
    const regression = new RegressionScore(outputs);
    const classification = new ClassificationScore(outputs, TOP_K);
    let total = 0;
    for (let from = 0; from < examples.count; from += EVALUATION_BATCH) {
      onExamples?.(from);
      engine.scope(() => {
        const batch = slice(engine, examples, from, Math.min(from + EVALUATION_BATCH, examples.count));
        const output = engine.withoutGradients(() => model.forward(batch.inputs, 'evaluate'));
        total += lossOf(output, batch, 0).item * batch.count;
        if (task === 'classification') classification.add(output, batch.targets);
        else regression.add(output.data, batch.targets);
      });
    }
    const meanLoss = total / examples.count;
    if (task === 'regression') {
      return { scores: { loss: meanLoss, rmse: regression.rmse * targetScale, r2: regression.r2 }, confusion: null };
    }
    const { accuracy, topK, confusion } = classification;
    return {
      scores: { loss: meanLoss, accuracy, ...(outputs > TOP_K && { [`top${TOP_K}_accuracy`]: topK }) },
      confusion,
    };
  };

  return { name, loss: (output, batch) => lossOf(output, batch, config.labelSmoothing), evaluate };
}

function oneHot(engine: Engine, targets: ArrayLike<number>, classes: number): Tensor {
  const out = engine.full([targets.length, classes], 0);
  for (let row = 0; row < targets.length; row++) out.data[row * classes + targets[row]] = 1;
  return out;
}
