import type { ColumnSummary } from '../../../shared/run-groups.ts';

/**
 * Sums up numbers as they come, in one pass; what is no finite number is passed over.
 *
 * Source    Welford (1962), Technometrics 4(3): mean and sum of squared differences, without cancellation; of two sets
 *           of numbers Chan, Golub & LeVeque (1983), The American Statistician 37(3)
 */
export class Accumulator {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: unknown): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) return;
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  /** Takes in the numbers of another. */
  addAll(other: Accumulator): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    const apart = other.#mean - this.#mean;
    this.#mean += apart * (other.#count / count);
    this.#squares += other.#squares + apart ** 2 * ((this.#count * other.#count) / count);
    this.#count = count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Null while there is no number. */
  summary(): ColumnSummary | null {
    if (this.#count === 0) return null;
    const std = this.#count > 1 ? Math.sqrt(this.#squares / (this.#count - 1)) : null;
    return { count: this.#count, mean: this.#mean, std, min: this.#min, max: this.#max };
  }
}
