/** What a stream of numbers is for. Streams of one seed do not depend on each other; never renumber one. */
export const STREAM = { split: 1, generate: 2 } as const;

const ROUNDS = 10;
const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/**
 * Two 32-bit words for a counter and a key, always the same: Philox 2×32 with 10 rounds.
 *
 * Source    Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"
 */
export function philox(counter: number, stream: number, seed: number): [number, number] {
  let left = counter >>> 0;
  let right = stream >>> 0;
  let key = seed >>> 0;
  for (let round = 0; round < ROUNDS; round++) {
    const mixed = highWord(MULTIPLIER, left) ^ key ^ right;
    right = Math.imul(MULTIPLIER, left) >>> 0;
    left = mixed >>> 0;
    key = (key + WEYL) >>> 0;
  }
  return [left, right];
}

/** Upper 32 bits of the 64-bit product, from 16-bit halves: a float64 does not hold it whole. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** A source of random numbers that depends on its seed and stream alone. */
export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Whole, uniform in [0, below). */
  integer(below: number): number;
}

/** Numbers of one stream of a seed, from its start. */
export function createRandom(seed: number, stream: number): Random {
  let counter = 0;
  const uniform = () => {
    const [high, low] = philox(counter++, stream, seed);
    return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 2 ** 53;
  };
  return {
    uniform,
    /** Box–Muller; 1 − u keeps the logarithm from zero. */
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (below) => Math.floor(uniform() * below),
  };
}

/** The numbers 0 … count − 1 in an order drawn by Fisher and Yates. */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const moved = order[last];
    order[last] = order[other];
    order[other] = moved;
  }
  return order;
}
