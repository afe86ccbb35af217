import { limitsAround, linearTicks, logTicks, roundDivision, shareOf, type Tick } from '../axes/ticks.ts';

/** An axis of a scatter panel, in pixels. */
export interface ScatterAxis {
  at(value: number): number;
  /** Whether a value has a place on it. */
  has(value: number): boolean;
  ticks: Tick[];
}

/** Between two pixels; linear axes end at round values, which leaves no axis with a single tick. */
export function scatterAxis(
  values: readonly number[],
  { log, from, to, most }: { log: boolean; from: number; to: number; most: number },
): ScatterAxis {
  const has = (value: number) => !log || value > 0;
  const usable = values.filter(has);
  const [low, high] = usable.length > 0 ? limitsAround(Math.min(...usable), Math.max(...usable)) : [1, 2];
  const scaled = log ? Math.log10 : (value: number) => value;
  const { min, max, ticks } = log
    ? { min: low, max: high, ticks: logTicks(low, high, most) }
    : roundDivision(low, high, most);
  const at = (value: number) => from + shareOf(scaled(value), scaled(min), scaled(max)) * (to - from);
  return { at, has, ticks: ticks.length > 0 ? ticks : linearTicks(min, max, most) };
}
