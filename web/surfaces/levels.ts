/** Where the lines of equal value are drawn. */
export interface Levels {
  /** From the lowest; each is a round number. */
  values: number[];
  /** Whether they grow by factors above `floor`, rather than by differences. */
  isLog: boolean;
  /** The value from which factors count: the lowest that the surface has. */
  floor: number;
}

const MOST_LEVELS = 18;
/** Values whose upper part is so many times as far from the lowest as the lower part need factors. */
const LOG_FROM = 30;
/** Further down than so many powers of ten below the highest value, a picture shows only the minimum itself. */
const MOST_DECADES = 7;
/** From the finest: digits that are levels in each power of ten. */
const MANTISSAS: readonly (readonly number[])[] = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

/**
 * Levels that suit the values of a picture: round, and by factors above the minimum where they grow by powers of ten, as
 * those of Beale and Rosenbrock do.
 *
 * @param minimum the lowest value of the whole surface; null where it is not known
 */
export function contourLevels(values: Float64Array, minimum: number | null): Levels {
  const sorted = values.filter(Number.isFinite).sort();
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || low === high) return { values: [], isLog: false, floor: low ?? 0 };
  const floor = Math.min(minimum ?? low, low);
  const above = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? high) - floor;
  const isLog = minimum !== null && above(0.95) > LOG_FROM * Math.max(above(0.1), Number.MIN_VALUE);
  if (!isLog) return { values: linearLevels(low, high), isLog, floor };
  const top = high - floor;
  const least = Math.max(top * 10 ** -MOST_DECADES, above(0.002), Number.MIN_VALUE);
  return { values: logLevels(least, top).map((each) => each + floor), isLog, floor };
}

/** Where a value stands among the levels, from 0 below the first to 1 above the last. */
export function levelShare({ values }: Levels, index: number): number {
  return values.length < 2 ? 0.5 : (index + 1) / values.length;
}

/** Round numbers by factors from `low` to `high`, as many as may be. */
export function logLevels(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  for (const mantissas of MANTISSAS) {
    const levels: number[] = [];
    for (let exponent = first; exponent <= last; exponent++)
      for (const mantissa of mantissas) levels.push(Number(`${mantissa}e${exponent}`));
    const inside = levels.filter((level) => level >= low && level < high);
    if (inside.length <= MOST_LEVELS) return inside;
  }
  const every = Math.ceil((last - first) / MOST_LEVELS);
  const powers = Array.from({ length: MOST_LEVELS }, (_, index) => Number(`1e${first + 1 + index * every}`));
  return powers.filter((level) => level < high);
}

/** Round numbers evenly between `low` and `high`. */
export function linearLevels(low: number, high: number): number[] {
  const rough = (high - low) / MOST_LEVELS;
  const exponent = Math.floor(Math.log10(rough));
  const mantissa = [1, 2, 5, 10].find((each) => each * 10 ** exponent >= rough) ?? 10;
  const size = Number(`${mantissa}e${exponent}`);
  const first = Math.ceil(low / size);
  const count = Math.floor(high / size) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * size).toPrecision(12)));
}
