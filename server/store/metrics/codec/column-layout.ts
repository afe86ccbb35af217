/** How a column is laid out, in the lowest byte of its first word. The others: bits a value, and a parameter. */
export const LAYOUT = { constant: 0, linear: 1, deltas: 2, decimals: 3, floatBits: 4, raw: 5 } as const;
