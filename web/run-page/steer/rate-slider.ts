/** Decades that the slider reaches to either side of the rate at which it was opened. */
const REACH = 3;

/** The ends of a slider over the logarithm of a rate. */
export function sliderRange(rate: number): { min: number; max: number } {
  const middle = Math.log10(rate);
  return { min: middle - REACH, max: Math.min(6, middle + REACH) };
}

/** The rate at a place of the slider, with three digits. */
export function rateAt(place: number): number {
  return Number((10 ** place).toPrecision(3));
}
