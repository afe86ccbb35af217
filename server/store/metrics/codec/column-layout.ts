/**
 * How a column is laid out in words. The lowest byte of the first word names the layout, the next holds the bits of
 * each packed number, and the third a parameter. Floats take two words.
 */
export const LAYOUT = {
  /** A float: every value. */
  constant: 0,
  /** Two floats: the first value, and the difference between neighbours. */
  linear: 1,
  /** Two floats: the first value, and the smallest difference. Packed: each difference less the smallest. */
  deltas: 2,
  /** Parameter: decimals. A float: the smallest value times 10^decimals. Packed: each one's distance to it. */
  decimals: 3,
  /** Parameter: low bits that all have in common. Two words: the lowest value's place in the order of floats. Packed: the distances to it, less those bits. */
  floatBits: 4,
  /** The floats themselves. */
  raw: 5,
} as const;
