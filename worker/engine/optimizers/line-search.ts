/** A function along a line: its value and slope at a distance. */
export interface Sample {
  at: number;
  value: number;
  slope: number;
}

export type Along<Found extends Sample> = (distance: number) => Found;

export interface LineSearchOptions {
  /** Share of the promised decrease that must come true (c₁). */
  decrease?: number;
  /** Share of the starting slope that may be left (c₂). */
  curvature?: number;
  maxEvaluations?: number;
  /** A bracket narrower than this is narrowed no further. */
  tolerance?: number;
}

/** Shares of the two Wolfe conditions (c₁ and c₂). */
export const WOLFE = { decrease: 1e-4, curvature: 0.9 } as const;

/** Whether the value has fallen by enough of what the slope at the start promised: φ(a) ≤ φ(0) + c₁·a·φ′(0). */
export function fallsEnough({ at, value }: Sample, start: Sample, decrease: number = WOLFE.decrease): boolean {
  return value <= start.value + decrease * at * start.slope;
}

/** Whether the slope is level enough beside that at the start: |φ′(a)| ≤ c₂·|φ′(0)|. */
export function isLevel({ slope }: Sample, start: Sample, curvature: number = WOLFE.curvature): boolean {
  return Math.abs(slope) <= -curvature * start.slope;
}

/** Where a search ended, after how many evaluations, and whether its conditions hold there. */
export type SearchResult<Found extends Sample = Sample> = Found & { evaluations: number; accepted: boolean };

/**
 * Halves the distance until the decrease is sufficient: φ(a) ≤ φ(0) + c₁·a·φ′(0). Values that are not
 * finite count as too high.
 *
 * Source  Armijo (1966); Nocedal & Wright (2006), Algorithm 3.1
 */
export function backtracking<Found extends Sample>(
  along: Along<Found>,
  start: Found,
  first: number,
  options: LineSearchOptions = {},
): SearchResult<Found> {
  const { decrease = WOLFE.decrease, maxEvaluations = 30 } = options;
  let at = first;
  let sample = start;
  for (let evaluations = 1; evaluations <= maxEvaluations; evaluations++) {
    sample = along(at);
    if (fallsEnough(sample, start, decrease) && Number.isFinite(sample.value))
      return { ...sample, evaluations, accepted: true };
    at /= 2;
  }
  return { ...sample, evaluations: maxEvaluations, accepted: false };
}

/**
 * Finds a distance with sufficient decrease and a slope that is nearly level,
 * |φ′(a)| ≤ c₂·|φ′(0)|: first brackets it, then narrows the bracket by cubic interpolation.
 *
 * Source  Nocedal & Wright (2006), Algorithms 3.5 and 3.6; what they leave open as PyTorch LBFGS has it
 */
export function strongWolfe<Found extends Sample>(
  along: Along<Found>,
  start: Found,
  first: number,
  options: LineSearchOptions = {},
): SearchResult<Found> {
  const search = new WolfeSearch(along, start, options);
  let before = start;
  let at = first;
  for (let probed = 1; search.left > 0; probed++) {
    const sample = search.probe(at);
    if (!Number.isFinite(sample.value)) {
      at = (before.at + at) / 2;
      continue;
    }
    const risen = probed > 2 && sample.value >= before.value;
    if (risen || !search.falls(sample)) return search.zoom(before, sample);
    if (search.level(sample)) return search.ended(sample);
    if (sample.slope >= 0) return search.zoom(before, sample);
    at = cubicMinimum(before, sample, [sample.at + 0.01 * (sample.at - before.at), 10 * sample.at]);
    before = sample;
  }
  return search.ended(before);
}

/** Counts evaluations and judges samples by the two Wolfe conditions. */
class WolfeSearch<Found extends Sample> {
  readonly #along: Along<Found>;
  readonly #start: Found;
  readonly #options: Required<LineSearchOptions>;
  #evaluations = 0;

  constructor(along: Along<Found>, start: Found, options: LineSearchOptions) {
    this.#along = along;
    this.#start = start;
    this.#options = { ...WOLFE, maxEvaluations: 25, tolerance: 1e-16, ...options };
  }

  get left(): number {
    return this.#options.maxEvaluations - this.#evaluations;
  }

  probe(at: number): Found {
    this.#evaluations += 1;
    return this.#along(at);
  }

  falls(sample: Sample): boolean {
    return fallsEnough(sample, this.#start, this.#options.decrease);
  }

  level(sample: Sample): boolean {
    return isLevel(sample, this.#start, this.#options.curvature);
  }

  /**
   * Narrows a bracket; its `low` end is the best so far that falls enough. PyTorch takes any fall there and can
   * narrow a bracket down to where none is enough.
   */
  zoom(one: Found, other: Found): SearchResult<Found> {
    let [low, high] = other.value < one.value && this.falls(other) ? [other, one] : [one, other];
    let stuck = false;
    while (this.left > 0 && Math.abs(high.at - low.at) >= this.#options.tolerance) {
      const trial = within(low, high, stuck);
      stuck = trial.stuck;
      const sample = this.probe(trial.at);
      if (!this.falls(sample) || sample.value >= low.value) {
        high = sample;
        continue;
      }
      if (this.level(sample)) return this.ended(sample);
      if (sample.slope * (high.at - low.at) >= 0) high = low;
      low = sample;
    }
    return this.ended(low);
  }

  ended(sample: Found): SearchResult<Found> {
    const accepted = sample.at > 0 && this.falls(sample) && this.level(sample);
    return { ...sample, evaluations: this.#evaluations, accepted };
  }
}

/** Where to probe a bracket: near its end once at most; a second time, a tenth of the bracket away from it. */
function within(low: Sample, high: Sample, stuck: boolean): { at: number; stuck: boolean } {
  const at = cubicMinimum(low, high);
  const [left, right] = [Math.min(low.at, high.at), Math.max(low.at, high.at)];
  const margin = 0.1 * (right - left);
  if (Math.min(right - at, at - left) >= margin) return { at, stuck: false };
  if (!stuck && at < right && at > left) return { at, stuck: true };
  return { at: right - at < at - left ? right - margin : left + margin, stuck: false };
}

/** The minimum of the cubic through both values and slopes, kept within bounds; their middle when it has none. */
function cubicMinimum(a: Sample, b: Sample, bounds: [number, number] = [Math.min(a.at, b.at), Math.max(a.at, b.at)]) {
  const [low, high] = a.at < b.at ? [a, b] : [b, a];
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.at - high.at);
  const d2 = Math.sqrt(d1 * d1 - low.slope * high.slope);
  const minimum = high.at - (high.at - low.at) * ((high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2));
  if (!Number.isFinite(minimum)) return (bounds[0] + bounds[1]) / 2;
  return Math.min(Math.max(minimum, bounds[0]), bounds[1]);
}
