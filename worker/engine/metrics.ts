import type { Tensor } from './tensor.ts';

/** How many rows of [batch, classes] are highest at their target; the first of equals counts. */
export function countCorrect(scores: Tensor, targets: ArrayLike<number>): number {
  const classes = scores.shape[1];
  let correct = 0;
  for (let row = 0; row < targets.length; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (scores.data[row * classes + c] > scores.data[row * classes + best]) best = c;
    }
    if (best === targets[row]) correct += 1;
  }
  return correct;
}

/** Gathers squared error batch by batch: root mean squared error and R², the share of variance explained. */
export class RegressionScore {
  readonly #outputs: number;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #errors: Float64Array;
  #count = 0;

  constructor(outputs: number) {
    this.#outputs = outputs;
    this.#sums = new Float64Array(outputs);
    this.#squares = new Float64Array(outputs);
    this.#errors = new Float64Array(outputs);
  }

  /** Adds a batch of predictions and targets, both [batch, outputs] row by row. */
  add(predicted: ArrayLike<number>, target: ArrayLike<number>): void {
    for (let i = 0; i < target.length; i++) {
      const column = i % this.#outputs;
      this.#sums[column] += target[i];
      this.#squares[column] += target[i] ** 2;
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
