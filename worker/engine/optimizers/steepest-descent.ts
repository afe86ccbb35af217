import type { Floats } from '../floats.ts';
import type { Parameters } from '../parameters.ts';
import type { DecaySettings } from './optimizer.ts';
import { SearchingOptimizer, type SearchName } from './searching.ts';

/**
 * Gradient descent that searches how far to go along −g; each search starts from twice the last distance.
 *
 * State   the last distance
 * Source  Cauchy (1847); Nocedal & Wright (2006), §3.1
 */
export class SteepestDescent extends SearchingOptimizer {
  #distance = 0;

  constructor(parameters: Parameters, settings: DecaySettings & { search?: SearchName } = {}) {
    super(parameters, settings.search ?? 'backtracking', settings);
  }

  protected direction(gradient: Float64Array): Float64Array {
    return gradient.map((g) => -g);
  }

  protected override firstDistance(learningRate: number): number {
    return this.#distance > 0 ? 2 * this.#distance : learningRate;
  }

  protected moved(): void {
    this.#distance = this.lastSearch?.at ?? 0;
  }

  protected override get memory(): Floats {
    return Float64Array.of(this.#distance);
  }
  protected override set memory([distance]: Floats) {
    this.#distance = distance;
  }

  protected isMemory(length: number): boolean {
    return length === 1;
  }
}
