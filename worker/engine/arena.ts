import { BudgetError } from './errors.ts';
import { BYTES, type Floats, type Precision } from './floats.ts';

/** Blocks start on cache lines. */
const LINE_BYTES = 64;
/** Vector kernels may read this far past the end of a block. */
const SLACK_BYTES = 128;

/**
 * Hands out blocks of one fixed piece of memory without garbage.
 *
 * Lasting blocks (parameters, optimizer state) grow from the bottom and stay. Scratch blocks (what a
 * step computes) grow from the top and go all at once when their mark is released; the same sequence
 * of sizes after a release gets the very same views, so a steady training loop allocates nothing.
 */
export class Arena {
  readonly precision: Precision;
  readonly #memory: ArrayBufferLike;
  readonly #floor: number;
  readonly #views: Floats[] = [];
  #bottom: number;
  #top: number;
  #count = 0;
  #peakBytes = 0;
  #viewsMade = 0;

  /** Uses `memory` from byte `start` on. */
  constructor(memory: ArrayBufferLike, start: number, precision: Precision) {
    this.precision = precision;
    this.#memory = memory;
    this.#floor = roundUp(start);
    this.#bottom = this.#floor;
    this.#top = roundDown(memory.byteLength - SLACK_BYTES);
  }

  /**
   * A block that stays for good, zero-filled.
   *
   * @throws {BudgetError} when the memory does not hold it
   */
  lasting(count: number): Floats {
    const bytes = roundUp(count * BYTES[this.precision]);
    this.#ensure(bytes);
    const block = this.#view(this.#bottom, count);
    this.#bottom += bytes;
    return block.fill(0);
  }

  /**
   * A block with undefined contents that lives until the mark before it is released.
   *
   * @throws {BudgetError} when the memory does not hold it
   */
  scratch(count: number): Floats {
    const bytes = roundUp(count * BYTES[this.precision]);
    this.#ensure(bytes);
    this.#top -= bytes;
    const index = this.#count++;
    const known = this.#views[index];
    if (known && known.byteOffset === this.#top && known.length === count) return known;
    const block = this.#view(this.#top, count);
    this.#views[index] = block;
    return block;
  }

  /** Where the scratch blocks stand now. */
  mark(): ArenaMark {
    return { top: this.#top, count: this.#count };
  }

  /** Frees every scratch block made since `mark`. */
  release(mark: ArenaMark): void {
    this.#top = mark.top;
    this.#count = mark.count;
  }

  /** Bytes in use now and at the most so far, the limit, and how many views were ever made. */
  get usage(): { bytes: number; peakBytes: number; limitBytes: number; viewsMade: number } {
    const limitBytes = roundDown(this.#memory.byteLength - SLACK_BYTES) - this.#floor;
    const bytes = limitBytes - (this.#top - this.#bottom);
    return { bytes, peakBytes: this.#peakBytes, limitBytes, viewsMade: this.#viewsMade };
  }

  #ensure(bytes: number): void {
    const { bytes: used, limitBytes } = this.usage;
    if (bytes > limitBytes - used) throw new BudgetError(bytes, used, limitBytes);
    if (used + bytes > this.#peakBytes) this.#peakBytes = used + bytes;
  }

  #view(offset: number, count: number): Floats {
    this.#viewsMade += 1;
    return this.precision === 'float64'
      ? new Float64Array(this.#memory, offset, count)
      : new Float32Array(this.#memory, offset, count);
  }
}

export interface ArenaMark {
  top: number;
  count: number;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
}

function roundDown(bytes: number): number {
  return Math.floor(bytes / LINE_BYTES) * LINE_BYTES;
}
