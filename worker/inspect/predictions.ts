import { EVALUATION_BATCH } from '../../shared/training/memory.ts';
import type { Examples } from '../data/examples.ts';
import { sigmoid } from '../engine/ops/elementwise.ts';
import { softmax } from '../engine/ops/softmax.ts';
import type { Tensor } from '../engine/tensor.ts';
import { slice } from '../training/batches.ts';
import type { Objective } from '../training/objective.ts';
import type { Subject } from './subject.ts';

/** What a network makes of examples, row by row. */
export interface Predictions {
  count: number;
  /** Of the network, [count, outputs]. */
  outputs: Float32Array;
  /** By class, [count, outputs]: probabilities, or outputs where the loss gives none; null for values. */
  scores: Float32Array | null;
  /** The class with the highest score, the first of equals; or the first value, in its own unit. */
  predicted: Float64Array;
}

/** Predictions of examples whose targets are known. */
export interface ScoredPredictions extends Predictions {
  /** Without label smoothing, [count]. */
  losses: Float64Array;
}

/** How outputs become probabilities of classes, by the loss that they were learned with. */
const PROBABILITIES: Partial<Record<Objective['name'], (outputs: Tensor) => Tensor>> = {
  'cross-entropy': softmax,
  bce: sigmoid,
};

/** Whether the scores of a run's classes are probabilities. */
export function hasProbabilities({ objective, splits }: Pick<Subject, 'objective' | 'splits'>): boolean {
  return splits.task === 'classification' && PROBABILITIES[objective.name] !== undefined;
}

/** Predicts inputs that are scaled already, [count, features]. */
export function predict(subject: Subject, inputs: Float32Array): Predictions {
  const { splits } = subject;
  const count = inputs.length / splits.features;
  const found: Predictions = {
    count,
    outputs: new Float32Array(count * splits.outputs),
    scores: splits.task === 'classification' ? new Float32Array(count * splits.outputs) : null,
    predicted: new Float64Array(count),
  };
  const examples = { count, inputs, targets: new Int32Array(count) };
  inBatches(subject, examples, (output, from) => fill(subject, found, output, from));
  return found;
}

/** Predicts examples and takes the loss of each by itself. */
export function predictScored(subject: Subject, examples: Examples): ScoredPredictions {
  const { engine, objective, splits } = subject;
  const found = predict(subject, examples.inputs);
  const losses = new Float64Array(examples.count);
  const width = examples.targets.length / Math.max(1, examples.count);
  for (let row = 0; row < examples.count; row++) {
    losses[row] = engine.scope(() =>
      engine.withoutGradients(() => {
        const output = engine.tensor(rowOf(found.outputs, row, splits.outputs), [1, splits.outputs]);
        const targets = examples.targets.subarray(row * width, (row + 1) * width);
        return objective.loss(output, { inputs: output, targets, count: 1 }).item;
      }),
    );
  }
  return { ...found, losses };
}

export function rowOf<Values extends Float32Array | Int32Array>(values: Values, row: number, width: number): Values {
  return values.subarray(row * width, (row + 1) * width) as Values;
}

function fill({ engine, objective, splits }: Subject, found: Predictions, output: Tensor, from: number): void {
  const { outputs: width, task, targetScale, targetShift } = splits;
  const count = output.shape[0];
  found.outputs.set(output.data.subarray(0, count * width), from * width);
  if (task === 'regression' || !found.scores) {
    for (let row = 0; row < count; row++)
      found.predicted[from + row] = output.data[row * width] * targetScale + targetShift;
    return;
  }
  const scores = engine.withoutGradients(() => PROBABILITIES[objective.name]?.(output) ?? output);
  found.scores.set(scores.data.subarray(0, count * width), from * width);
  for (let row = 0; row < count; row++) found.predicted[from + row] = highest(output.data, row * width, width);
}

/** The place of the highest of `width` numbers from `start` on, the first of equals. */
function highest(values: ArrayLike<number>, start: number, width: number): number {
  let best = 0;
  for (let each = 1; each < width; each++) if (values[start + each] > values[start + best]) best = each;
  return best;
}

function inBatches({ engine, model }: Subject, examples: Examples, use: (output: Tensor, from: number) => void): void {
  for (let from = 0; from < examples.count; from += EVALUATION_BATCH) {
    engine.scope(() => {
      const { inputs } = slice(engine, examples, from, Math.min(from + EVALUATION_BATCH, examples.count));
      use(
        engine.withoutGradients(() => model.forward(inputs, 'evaluate')),
        from,
      );
    });
  }
}
