import type { Histogram } from '../../shared/ingest.ts';
import { toJsonNumber } from '../../shared/number.ts';
import type { Floats } from '../engine/floats.ts';
import type { Kernels } from '../engine/kernels.ts';

const BINS = 64;
/** A range this many times too wide is narrowed; below that, the edges stay. */
const SHRINK = 16;

/**
 * Makes histograms whose edges stay put over time: symmetric around 0, the bound a power of two that
 * changes only when values leave it or no longer come near it. Then the edges of two bounds coincide.
 */
export class Histograms {
  readonly #kernels: Kernels;
  #bounds = new Map<string, number>();
  readonly #counts = new Float64Array(BINS);

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** The bound of each histogram's edges so far. */
  get bounds(): Record<string, number> {
    return Object.fromEntries(this.#bounds);
  }
  set bounds(saved: Record<string, number>) {
    this.#bounds = new Map(Object.entries(saved));
  }

  /**
   * Counts, exact mean and standard deviation of `values`. Values that are all equal make one bin around them, with
   * exactly their value as mean and 0 as deviation: what shows it can say that the tensor is constant.
   */
  make(key: string, step: number, values: Floats): Omit<Histogram, 'time'> {
    const { min, max, mean, std, nonFinite } = this.#kernels.moments(values);
    const finite = values.length - nonFinite;
    const common = { key, step, mean: toJsonNumber(mean), std: toJsonNumber(std), ...(nonFinite ? { nonFinite } : {}) };
    if (finite === 0) return { ...common, edges: aroundOne(0), counts: [0] };
    if (min === max) return { ...common, mean: min, std: 0, edges: aroundOne(min), counts: [finite] };

    const bound = this.#bound(key, Math.max(-min, max));
    this.#counts.fill(0);
    this.#kernels.histogram(this.#counts, values, -bound, bound);
    const edges = Array.from({ length: BINS + 1 }, (_, index) => ((2 * index) / BINS - 1) * bound);
    return { ...common, edges, counts: Array.from(this.#counts) };
  }

  #bound(key: string, largest: number): number {
    const fitting = 2 ** Math.ceil(Math.log2(largest));
    const before = this.#bounds.get(key);
    if (before !== undefined && before >= largest && before / fitting < SHRINK) return before;
    this.#bounds.set(key, fitting);
    return fitting;
  }
}

function aroundOne(value: number): number[] {
  const half = Math.abs(value) * 2 ** -10 || 2 ** -10;
  return [value - half, value + half];
}
