import { ShapeError } from './errors.ts';
import { sameShape } from './shape.ts';
import { dense, type Tensor } from './tensor.ts';

/** Scores predicted classes, collected batch by batch: accuracy, top-k accuracy and the confusion matrix. */
export class ClassificationScore {
  readonly classes: number;
  /** Examples by true class (row) and predicted class (column), [classes, classes]. */
  readonly confusion: Int32Array;
  readonly #k: number;
  #count = 0;
  #inTopK = 0;

  constructor(classes: number, k = 1) {
    this.classes = classes;
    this.confusion = new Int32Array(classes * classes);
    this.#k = k;
  }

  /**
   * Adds a batch: scores [batch, classes], whose highest is the prediction, and the true class of each row. The
   * first of equals counts.
   *
   * @throws {ShapeError} when there is not one row of scores a target
   * @throws {RangeError} when a class is not there
   */
  add(scores: Tensor, targets: ArrayLike<number>): void {
    if (!sameShape(scores.shape, [targets.length, this.classes]))
      throw new ShapeError('scores', [scores.shape, [targets.length]], `[batch, ${this.classes}] and [batch]`);
    const data = dense(scores);
    for (let row = 0; row < targets.length; row++) {
      const of = data.subarray(row * this.classes, (row + 1) * this.classes);
      const target = targets[row];
      if (!(Number.isInteger(target) && target >= 0 && target < this.classes))
        throw new RangeError(`scores: target ${target} of example ${row} is not a class from 0 to ${this.classes - 1}`);
      let best = 0;
      for (let c = 1; c < this.classes; c++) if (of[c] > of[best]) best = c;
      this.confusion[target * this.classes + best] += 1;
      if (rankOf(of, target) < this.#k) this.#inTopK += 1;
    }
    this.#count += targets.length;
  }

  /** Share of examples whose class has the highest score. */
  get accuracy(): number {
    let correct = 0;
    for (let c = 0; c < this.classes; c++) correct += this.confusion[c * this.classes + c];
    return correct / this.#count;
  }

  /** Share of examples whose class is among the k with the highest scores. */
  get topK(): number {
    return this.#inTopK / this.#count;
  }
}

/** How many classes come before this one; all of them where its score is NaN. */
function rankOf(scores: ArrayLike<number>, target: number): number {
  let rank = 0;
  for (let c = 0; c < scores.length; c++) {
    if (!(scores[c] <= scores[target]) || (scores[c] === scores[target] && c < target)) rank += 1;
  }
  return rank;
}

/** Scores predicted values, collected batch by batch: root mean squared error and R², the share of variance explained. */
export class RegressionScore {
  readonly #outputs: number;
  /** The first targets: sums of distances from them keep the digits that sums of large targets would lose. */
  readonly #origins: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #errors: Float64Array;
  #count = 0;

  constructor(outputs: number) {
    this.#outputs = outputs;
    this.#origins = new Float64Array(outputs);
    this.#sums = new Float64Array(outputs);
    this.#squares = new Float64Array(outputs);
    this.#errors = new Float64Array(outputs);
  }

  /** Adds a batch of predictions and targets, both [batch, outputs] row by row. */
  add(predicted: ArrayLike<number>, target: ArrayLike<number>): void {
    if (predicted.length !== target.length || target.length % this.#outputs !== 0)
      throw new ShapeError('predictions', [[predicted.length], [target.length]], `${this.#outputs} an example in both`);
    for (let i = 0; i < target.length; i++) {
      const column = i % this.#outputs;
      if (this.#count === 0 && i < this.#outputs) this.#origins[column] = target[i];
      const distance = target[i] - this.#origins[column];
      this.#sums[column] += distance;
      this.#squares[column] += distance ** 2;
      this.#errors[column] += (predicted[i] - target[i]) ** 2;
    }
    this.#count += target.length / this.#outputs;
  }

  get rmse(): number {
    return Math.sqrt(this.#errors.reduce((sum, error) => sum + error, 0) / (this.#count * this.#outputs));
  }

  /** Mean over the outputs of 1 − Σ error² / Σ (target − mean)²; NaN where targets do not vary. */
  get r2(): number {
    let total = 0;
    for (let column = 0; column < this.#outputs; column++) {
      const variation = this.#squares[column] - this.#sums[column] ** 2 / this.#count;
      total += variation > 0 ? 1 - this.#errors[column] / variation : Number.NaN;
    }
    return total / this.#outputs;
  }
}
