import type { PredictAnswer, Prediction, PredictRequest } from '../../shared/inspect/predict.ts';
import { toJsonNumber } from '../../shared/number.ts';
import type { Examples, Splits } from '../data/examples.ts';
import { InspectError } from './errors.ts';
import { originalInputs } from './inputs.ts';
import { hasProbabilities, type Predictions, rowOf, type ScoredPredictions } from './predictions.ts';
import type { Subject } from './subject.ts';

type Choice = Pick<PredictRequest, 'sort' | 'outcome' | 'target' | 'predicted' | 'from' | 'limit' | 'show'>;

/** Predictions of rows that came with the request. */
export function answerRows(subject: Subject, step: number, found: Predictions): PredictAnswer {
  const predictions = Array.from({ length: found.count }, (_, row) => ({
    ...made(found, row, subject.splits),
    target: null,
    loss: null,
  }));
  return { ...about(subject, step), count: found.count, total: found.count, predictions };
}

/**
 * The predictions of a set that were asked for, in the order that was asked for.
 *
 * @throws {InspectError} `invalid` for a class that is not there
 */
export function answerSet(
  subject: Subject,
  step: number,
  examples: Examples,
  found: ScoredPredictions,
  choice: Choice,
): PredictAnswer {
  const rows = chosenRows(subject.splits, examples, found, choice);
  const predictions = rows.slice(choice.from, choice.from + choice.limit).map(
    (row): Prediction => ({
      ...made(found, row, subject.splits),
      target: toJsonNumber(targetOf(examples, row, subject.splits)),
      loss: toJsonNumber(found.losses[row]),
      ...(choice.show && shown(examples, row, subject.splits)),
    }),
  );
  return { ...about(subject, step), count: examples.count, total: rows.length, predictions };
}

function chosenRows(
  splits: Splits,
  { count, targets }: Examples,
  { predicted, losses }: ScoredPredictions,
  { sort, outcome, target, predicted: taken }: Choice,
): number[] {
  expectClass(splits, target, '/target');
  expectClass(splits, taken, '/predicted');
  if (outcome !== 'all') expectClasses(splits, '/outcome');
  const rows = Array.from({ length: count }, (_, row) => row).filter(
    (row) =>
      (outcome === 'all' || (predicted[row] === targets[row]) === (outcome === 'correct')) &&
      (target === undefined || targets[row] === target) &&
      (taken === undefined || predicted[row] === taken),
  );
  // a loss that is no number is the worst of all
  const rank = (row: number) => (Number.isNaN(losses[row]) ? Number.POSITIVE_INFINITY : losses[row]);
  return sort === 'order' ? rows : rows.sort((a, b) => rank(b) - rank(a) || a - b);
}

function expectClass(splits: Splits, index: number | undefined, path: string): void {
  if (index === undefined) return;
  expectClasses(splits, path);
  if (index >= splits.outputs)
    throw new InspectError('invalid', `must be a class from 0 to ${splits.outputs - 1}, not ${index}`, path);
}

function expectClasses({ task }: Splits, path: string): void {
  if (task === 'regression') throw new InspectError('invalid', 'is of classes, and this run predicts values', path);
}

function about(subject: Subject, step: number): Omit<PredictAnswer, 'count' | 'total' | 'predictions'> {
  const { task, classNames, featureNames, image } = subject.splits;
  return { step, task, classNames, featureNames, image, probabilities: hasProbabilities(subject) };
}

function made({ outputs, scores, predicted }: Predictions, row: number, { outputs: width }: Splits) {
  return {
    row,
    outputs: Array.from(rowOf(outputs, row, width), toJsonNumber),
    scores: scores && Array.from(rowOf(scores, row, width), toJsonNumber),
    predicted: toJsonNumber(predicted[row]),
  };
}

/** A class, or the first value in its own unit. */
export function targetOf(
  { targets, count }: Examples,
  row: number,
  { task, targetScale, targetShift }: Splits,
): number {
  const target = targets[(row * targets.length) / count];
  return task === 'classification' ? target : target * targetScale + targetShift;
}

function shown({ inputs }: Examples, row: number, splits: Splits): Pick<Prediction, 'image' | 'inputs'> {
  const values = originalInputs(rowOf(inputs, row, splits.features), splits);
  return splits.image ? { image: imageBytes(values) } : { inputs: values.map(toJsonNumber) };
}

function imageBytes(pixels: readonly number[]): string {
  return Buffer.from(Uint8ClampedArray.from(pixels, (pixel) => Math.round(255 * pixel))).toString('base64');
}
