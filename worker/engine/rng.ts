/** What random numbers are drawn for: a stream each, independent of the others. A number once given stays, or runs change. */
export const STREAMS = { init: 1, order: 2, dropout: 3, noise: 4, split: 5, generate: 6 } as const;
export type Stream = keyof typeof STREAMS;

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds: two random words from a key and a counter.
 *
 * Source  Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011)
 */
export function threefry(out: Uint32Array, key0: number, key1: number, counter0: number, counter1: number): void {
  const keys = [key0, key1, key0 ^ key1 ^ PARITY];
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const turn = ROTATIONS[round % 8];
    x = (x + y) | 0;
    y = ((y << turn) | (y >>> (32 - turn))) ^ x;
    if (round % 4 === 3) {
      const group = (round + 1) / 4;
      x = (x + keys[group % 3]) | 0;
      y = (y + keys[(group + 1) % 3] + group) | 0;
    }
  }
  out[0] = x;
  out[1] = y;
}

/**
 * Random numbers fixed by a seed and a stream, whatever else is drawn elsewhere.
 *
 * The state is one counter, so it can be saved, restored and jumped to.
 */
export class Generator {
  readonly #key: readonly [number, number];
  readonly #words = new Uint32Array(2);
  /** How many words were drawn. */
  position: number;

  constructor(seed: number, stream: Stream, position = 0) {
    this.#key = [seed >>> 0, STREAMS[stream]];
    this.position = position;
  }

  /** 32 random bits. */
  word(): number {
    const block = Math.floor(this.position / 2);
    const second = this.position % 2;
    if (second === 0 || this.#block !== block) this.#fill(block);
    this.position += 1;
    return this.#words[second];
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  uniform(): number {
    return this.word() * 2 ** -32;
  }

  /** A whole number in [0, below), by Lemire's multiplication without the bias that matters only near 2³². */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** A standard normal number (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** 0 … count − 1 in random order (Fisher & Yates, Durstenfeld's form). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }

  #block = -1;

  #fill(block: number): void {
    threefry(this.#words, this.#key[0], this.#key[1], block >>> 0, Math.floor(block / 2 ** 32));
    this.#block = block;
  }
}
