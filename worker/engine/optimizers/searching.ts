import type { Floats } from '../floats.ts';
import type { Parameters } from '../parameters.ts';
import { type Along, backtracking, type Sample, type SearchResult, strongWolfe } from './line-search.ts';
import { type DecaySettings, type Evaluate, Optimizer } from './optimizer.ts';

export type SearchName = 'none' | 'backtracking' | 'strong-wolfe';

/** A search that moves no parameter by more than this is over, as in PyTorch's LBFGS. */
const FINEST = 1e-9;

/** Points of a line that are kept besides its start: a search that comes to its end tries the last of them again. */
const KEPT_POINTS = 8;

/** A point of the line with all that was evaluated there, so that it need not be evaluated again. */
interface Evaluated extends Sample {
  /** Without the L2 penalty, as are the gradients. */
  loss: number;
  gradients: Float64Array;
}

/** Where a search began that moved nothing: with the same gradient it would again. */
interface Stall {
  first: number;
  slope: number;
}
const STALL_NUMBERS = 2;

/**
 * Steps along a direction by the distance that a line search finds; for whole-set gradients, which stay the same
 * function from one evaluation to the next. With search `none` the learning rate is the distance.
 *
 * No point is evaluated twice, as long as the loss is not random. Distances that lead to the very same numbers, as they do
 * where the loss is as low as the precision allows, are one point, and a search that moved nothing is not repeated.
 */
export abstract class SearchingOptimizer extends Optimizer {
  readonly #search: SearchName;
  /** How the last step's search ended. */
  lastSearch: SearchResult | null = null;
  /** What the last step's search evaluated, in order, its start first; empty where the step did not search. */
  lastTrials: readonly Sample[] = [];
  /** The loss where the last step ended. */
  #loss: number | null = null;
  /** Whether the parameters hold the gradients that belong to that loss. */
  #gradientsKnown = false;
  #stall: Stall | null = null;
  /** Evaluations of the loss and its gradient asked for by searches so far. */
  evaluations = 0;

  constructor(parameters: Parameters, search: SearchName, settings: DecaySettings = {}) {
    super(parameters, [], settings);
    this.#search = search;
  }

  /** The search direction for this gradient; a flat Float64Array over all parameters. */
  protected abstract direction(gradient: Float64Array): Float64Array;
  /** Called after a step with its displacement and the gradients at its start and end. */
  protected abstract moved(step: Float64Array, before: Float64Array, after: Float64Array): void;
  /** The distance to try first. */
  protected firstDistance(learningRate: number, _gradient: Float64Array): number {
    return learningRate;
  }

  override get knownLoss(): number | null {
    return this.#gradientsKnown ? this.#loss : null;
  }

  override trustGradients(): void {
    this.#gradientsKnown = true;
  }

  override step(learningRate: number, evaluate: Evaluate, loss?: number): void {
    this.steps += 1;
    this.#loss = loss ?? this.#loss;
    this.lastTrials = [];
    const origin = this.#flat('values');
    const gradients = this.#flat('gradients');
    const gradient = this.#gradient();
    let direction = this.direction(gradient);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      direction = gradient.map((g) => -g); // not a way down: start over from steepest descent
      slope = dot(direction, gradient);
    }
    const first = this.firstDistance(learningRate, gradient);
    if (!(slope < 0) || (this.#stall?.first === first && this.#stall.slope === slope)) {
      this.#stay(); // at a stationary point, nowhere finite, or where the last search moved nothing
      return;
    }

    let standing = 0;
    const known: Evaluated[] = [];
    const trials: Sample[] = [];
    const tried = (found: Evaluated): Evaluated => {
      trials.push({ at: found.at, value: found.value, slope: found.slope });
      return found;
    };
    const placeAt = (at: number) => (index: number) => origin[index] + at * direction[index];
    const knownHere = () => (this.isLossRandom ? undefined : known.find(({ at }) => this.#holds(placeAt(at))));
    const counted = () => {
      this.evaluations += 1;
      return evaluate();
    };
    const along: Along<Evaluated> = (at) => {
      standing = at;
      this.#put('values', placeAt(at));
      const same = knownHere();
      if (same) {
        this.#put('gradients', (index) => same.gradients[index]);
        return tried({ ...same, at });
      }
      const loss = counted();
      const value = loss + this.#penalty();
      const found = { at, value, slope: dot(this.#gradient(), direction), loss, gradients: this.#flat('gradients') };
      if (known.length > KEPT_POINTS) known.splice(1, 1);
      known.push(found);
      return tried(found);
    };
    const start = (): Evaluated => {
      const loss = this.#loss ?? counted();
      const found = { at: 0, value: loss + this.#penalty(), slope, loss, gradients };
      known.push(found);
      return tried(found);
    };
    const tolerance = FINEST / direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
    const result = this.#find(along, start, first, tolerance);
    if (standing !== result.at) {
      this.#put('values', placeAt(result.at));
      this.#put('gradients', (index) => result.gradients[index]);
    }
    this.lastTrials = trials;
    this.#loss = result.loss;
    this.#gradientsKnown = true;
    const { at, value, evaluations, accepted } = result;
    this.lastSearch = { at, value, slope: result.slope, evaluations, accepted };
    const isMoved = this.isLossRandom ? at !== 0 : !this.#holds(placeAt(0));
    this.#stall = isMoved || this.isLossRandom ? null : { first, slope };
    if (!isMoved) return;
    this.moved(
      direction.map((d) => d * at),
      gradient,
      this.#gradient(),
    );
  }

  protected update(): void {}

  /** What a subclass remembers between steps. */
  protected abstract memory: Floats;
  /** Whether it may have so many numbers. */
  protected abstract isMemory(length: number): boolean;

  override get extra(): Floats {
    const { memory } = this;
    const extra = new Float64Array(1 + memory.length + (this.#stall ? STALL_NUMBERS : 0));
    extra[0] = this.#loss ?? Number.NaN;
    extra.set(memory, 1);
    if (this.#stall) extra.set([this.#stall.first, this.#stall.slope], 1 + memory.length);
    return extra;
  }
  override set extra(saved: Floats) {
    this.#loss = Number.isNaN(saved[0]) ? null : saved[0];
    this.#gradientsKnown = false; // unless the state has them, too
    const end = this.isMemory(saved.length - 1) ? saved.length : saved.length - STALL_NUMBERS;
    this.memory = saved.subarray(1, end);
    this.#stall = end < saved.length ? { first: saved[end], slope: saved[end + 1] } : null;
  }

  /** Nothing moves: loss and gradients are those that are there. */
  #stay(): void {
    this.#gradientsKnown ||= this.#loss !== null && !this.isLossRandom;
  }

  #find(along: Along<Evaluated>, start: () => Evaluated, first: number, tolerance: number): SearchResult<Evaluated> {
    if (this.#search === 'none') return { ...along(first), evaluations: 1, accepted: true };
    const find = this.#search === 'backtracking' ? backtracking : strongWolfe;
    return find(along, start(), first, { tolerance });
  }

  /** The L2 penalty ½·λ·‖θ‖² that the gradient includes. */
  #penalty(): number {
    let sum = 0;
    for (const { values, weightDecay } of this.slots) {
      if (weightDecay !== 0) for (let i = 0; i < values.length; i++) sum += (weightDecay / 2) * values[i] ** 2;
    }
    return sum;
  }

  #gradient(): Float64Array {
    const flat = this.#flat('gradients');
    let at = 0;
    for (const { values, weightDecay } of this.slots) {
      for (let i = 0; i < values.length; i++) flat[at + i] += weightDecay * values[i];
      at += values.length;
    }
    return flat;
  }

  /** Whether the parameters are these numbers, in their precision. */
  #holds(numberAt: (index: number) => number): boolean {
    let at = 0;
    for (const { values } of this.slots) {
      const rounded = values instanceof Float32Array ? Math.fround : (number: number) => number;
      for (let i = 0; i < values.length; i++) if (values[i] !== rounded(numberAt(at + i))) return false;
      at += values.length;
    }
    return true;
  }

  #flat(what: 'values' | 'gradients'): Float64Array {
    const flat = new Float64Array(this.slots.reduce((sum, { values }) => sum + values.length, 0));
    let at = 0;
    for (const slot of this.slots) {
      flat.set(slot[what], at);
      at += slot.values.length;
    }
    return flat;
  }

  #put(what: 'values' | 'gradients', numberAt: (index: number) => number): void {
    let at = 0;
    for (const slot of this.slots) {
      const block = slot[what];
      for (let i = 0; i < block.length; i++) block[i] = numberAt(at + i);
      at += block.length;
    }
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
