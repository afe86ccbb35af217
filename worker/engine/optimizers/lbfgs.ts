import type { Floats } from '../floats.ts';
import type { Parameters } from '../parameters.ts';
import type { DecaySettings } from './optimizer.ts';
import { dot, SearchingOptimizer, type SearchName } from './searching.ts';

export interface LbfgsSettings extends DecaySettings {
  /** How many past steps shape the direction. */
  history?: number;
  search?: SearchName;
}

/**
 * L-BFGS: the direction −H·g, where H is built from the last steps s and changes of gradient y by the
 * two-loop recursion. A pair with y·s ≤ 1e−10 carries no curvature and is left out.
 *
 * State   the pairs
 * Source  Nocedal (1980); Nocedal & Wright (2006), Algorithms 7.4 and 7.5
 */
export class Lbfgs extends SearchingOptimizer {
  readonly #history: number;
  #pairs: { s: Float64Array; y: Float64Array; inverse: number }[] = [];

  constructor(parameters: Parameters, settings: LbfgsSettings = {}) {
    super(parameters, settings.search ?? 'strong-wolfe', settings);
    this.#history = settings.history ?? 10;
  }

  protected direction(gradient: Float64Array): Float64Array {
    const q = gradient.map((g) => -g);
    const shares = new Float64Array(this.#pairs.length);
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { s, y, inverse } = this.#pairs[i];
      shares[i] = inverse * dot(s, q);
      addScaled(q, y, -shares[i]);
    }
    const last = this.#pairs.at(-1);
    if (last) {
      const scale = 1 / (last.inverse * dot(last.y, last.y));
      for (let i = 0; i < q.length; i++) q[i] *= scale;
    }
    this.#pairs.forEach(({ s, y, inverse }, i) => {
      addScaled(q, s, shares[i] - inverse * dot(y, q));
    });
    return q;
  }

  /** Without curvature yet, no further than to move by about the learning rate in all. */
  protected override firstDistance(learningRate: number, gradient: Float64Array): number {
    if (this.#pairs.length > 0) return learningRate;
    const size = gradient.reduce((sum, g) => sum + Math.abs(g), 0);
    return Math.min(1, 1 / size) * learningRate;
  }

  protected moved(s: Float64Array, before: Float64Array, after: Float64Array): void {
    const y = after.map((g, i) => g - before[i]);
    const product = dot(y, s);
    if (!(product > 1e-10)) return;
    this.#pairs = [...this.#pairs, { s, y, inverse: 1 / product }].slice(-this.#history);
  }

  protected override get memory(): Floats {
    const length = this.#pairLength;
    const memory = new Float64Array(this.#pairs.length * length);
    this.#pairs.forEach(({ s, y, inverse }, i) => {
      memory.set(s, i * length);
      memory.set(y, i * length + s.length);
      memory[(i + 1) * length - 1] = inverse;
    });
    return memory;
  }
  protected override set memory(saved: Floats) {
    const length = this.#pairLength;
    const size = (length - 1) / 2;
    this.#pairs = Array.from({ length: saved.length / length }, (_, i) => {
      const pair = Float64Array.from(saved.subarray(i * length, (i + 1) * length));
      return { s: pair.subarray(0, size), y: pair.subarray(size, 2 * size), inverse: pair[2 * size] };
    });
  }

  protected isMemory(length: number): boolean {
    return length % this.#pairLength === 0;
  }

  /** Numbers of one pair: s, y and 1/(y·s). */
  get #pairLength(): number {
    return 2 * this.slots.reduce((sum, { values }) => sum + values.length, 0) + 1;
  }
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * from[i];
}
