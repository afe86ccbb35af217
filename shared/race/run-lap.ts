import type { Direction } from '../metric-names.ts';
import type { RunCost } from './race-query.ts';

/** One kind of cost while the points of a run go by. */
interface Tally {
  /** Cost and value of the first point; undefined before it. */
  first: [x: number, y: number] | undefined;
  last: [x: number, y: number];
  /** Area under the straight lines from point to point. */
  area: number;
  toTarget: number | null;
}

/** Whether a value is as good as the target or better. */
export function reaches(value: number, target: number, goal: Direction): boolean {
  return goal === 'min' ? value <= target : value >= target;
}

/**
 * Follows the points of one run, in order of step, and tells what it cost to reach a target. Values that are not finite neither
 * count nor reach anything.
 */
export class RunLap {
  targetStep: number | null = null;
  readonly #target: number;
  readonly #goal: Direction;
  readonly #tallies = new Map<string, Tally>();

  constructor(target: number, goal: Direction) {
    this.#target = target;
    this.#goal = goal;
  }

  /** Takes the next point; a cost that is not known at it is NaN. */
  add(step: number, value: number, costs: Record<string, number>): void {
    if (!Number.isFinite(value)) return;
    const hits = this.targetStep === null && reaches(value, this.#target, this.#goal);
    if (hits) this.targetStep = step;
    for (const [name, x] of Object.entries(costs)) {
      if (!Number.isFinite(x)) continue;
      const tally = this.#tallies.get(name) ?? { first: undefined, last: [x, value], area: 0, toTarget: null };
      if (hits) tally.toTarget = x;
      if (tally.first) tally.area += ((x - tally.last[0]) * (value + tally.last[1])) / 2;
      tally.first ??= [x, value];
      tally.last = [x, value];
      this.#tallies.set(name, tally);
    }
  }

  /** The most that was spent, by kind of cost. */
  spent(): Map<string, number> {
    return new Map(Array.from(this.#tallies, ([name, { last }]) => [name, last[0]]));
  }

  /** What was spent; areas reach from 0 to `most` of each kind. */
  costs(most: ReadonlyMap<string, number>): Record<string, RunCost> {
    return Object.fromEntries(
      Array.from(this.#tallies, ([name, { first, last, area, toTarget }]) => {
        const [startX, startY] = first ?? last;
        const end = Math.max(most.get(name) ?? 0, last[0]);
        const whole = startX * startY + area + (end - last[0]) * last[1];
        return [name, { spent: last[0], toTarget, area: end > 0 ? whole / end : last[1] }];
      }),
    );
  }
}
