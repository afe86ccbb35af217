import type { Node } from '../memory/series-memory.ts';
import type { ReadableSeries } from './readable-series.ts';

/** A debiased moving average between two points: the biased mean, and how many finite values it is of. */
export interface Average {
  last: number;
  count: number;
}

/**
 * The debiased exponential moving average of a whole series, read at the steps asked for.
 *
 * A constant series and values that are not finite are left as they are.
 * Cost      the first reading for a smoothing goes over every point; later ones over a block a step asked for
 * Source    Kingma & Ba (2015), arXiv:1412.6980, §3, for the debiasing
 */
export function smoothSeries(series: ReadableSeries, smoothing: number, steps: readonly number[]) {
  if (series.carries?.smoothing !== smoothing) series.carries = { smoothing, byChunk: new Map() };
  const { total } = series;
  const isConstant = total.nonFinite === 0 && total.min === total.max;
  const reader = new AverageReader(series, smoothing, steps, isConstant);
  let trusted = true; // what comes before is all in chunks, so that the carries hold
  for (const node of series.nodes()) {
    if (node.points) trusted = false;
    reader.readPart(node, trusted ? series.carries.byChunk : undefined);
  }
  return { smoothed: reader.smoothed, state: reader.average };
}

class AverageReader {
  readonly smoothed: number[] = [];
  readonly average: Average = { last: 0, count: 0 };
  readonly #series: ReadableSeries;
  readonly #smoothing: number;
  readonly #steps: readonly number[];
  readonly #isConstant: boolean;

  constructor(series: ReadableSeries, smoothing: number, steps: readonly number[], isConstant: boolean) {
    this.#series = series;
    this.#smoothing = smoothing;
    this.#steps = steps;
    this.#isConstant = isConstant;
  }

  /** Goes on over a chunk or points; with `carries`, only where steps are asked for. */
  readPart(node: Node, carries: Map<number, Float64Array> | undefined): void {
    const known = node.points ? undefined : carries?.get(node.chunk);
    const blocks = known && !this.#wantsStepIn(node) ? [] : this.#series.open(node);
    const carry = known ?? new Float64Array((blocks.length + 1) * 2);
    for (const [index, block] of blocks.entries()) {
      if (known) this.#restore(known, index);
      else this.#save(carry, index);
      if (!known || this.#wantsStepIn(block)) this.#readPoints(block);
    }
    if (known) this.#restore(known, known.length / 2 - 1);
    else this.#save(carry, blocks.length);
    if (!node.points) carries?.set(node.chunk, carry);
  }

  #wantsStepIn({ bucket }: Node): boolean {
    const next = this.#steps[this.smoothed.length];
    return next !== undefined && next <= bucket.lastStep;
  }

  #restore(carry: Float64Array, index: number): void {
    this.average.last = carry[index * 2] as number;
    this.average.count = carry[index * 2 + 1] as number;
  }

  #save(carry: Float64Array, index: number): void {
    carry[index * 2] = this.average.last;
    carry[index * 2 + 1] = this.average.count;
  }

  #readPoints(node: Node): void {
    const [leaf] = this.#series.open(node);
    if (!leaf?.points) return;
    const { steps, values } = leaf.points;
    const smoothing = this.#smoothing;
    let { last, count } = this.average;
    let next = this.#steps[this.smoothed.length] ?? Number.POSITIVE_INFINITY;
    for (let i = 0; i < steps.length; i++) {
      const value = values[i] as number;
      const counts = Number.isFinite(value);
      if (counts) {
        last = smoothing * last + (1 - smoothing) * value;
        count++;
      }
      if (steps[i] !== next) continue;
      this.smoothed.push(counts && !this.#isConstant ? last / (1 - smoothing ** count) : value);
      next = this.#steps[this.smoothed.length] ?? Number.POSITIVE_INFINITY;
    }
    this.average.last = last;
    this.average.count = count;
  }
}
