const MAX_KEPT_WORDS = 1024 ** 2;

/** Grows as it is written to; everything is laid out in 32-bit words, little end first. */
export class WordWriter {
  #words = new Uint32Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Starts anew in the memory it has, unless that has grown large. */
  clear(): void {
    this.#length = 0;
    if (this.#words.length > MAX_KEPT_WORDS) this.#words = new Uint32Array(256);
  }

  word(value: number): void {
    this.reserve(1);
    this.#words[this.#length++] = value;
  }

  float(value: number): void {
    FLOAT[0] = value;
    this.word(FLOAT_WORDS[0] as number);
    this.word(FLOAT_WORDS[1] as number);
  }

  /** Room for `count` more words, to be filled by the caller. */
  take(count: number): Uint32Array {
    this.reserve(count);
    this.#length += count;
    return this.#words.subarray(this.#length - count, this.#length);
  }

  /** The bytes written so far; valid until the next write. */
  bytes(): Buffer {
    return Buffer.from(this.#words.buffer, 0, this.#length * 4);
  }

  private reserve(count: number): void {
    if (this.#length + count <= this.#words.length) return;
    const grown = new Uint32Array(Math.max(this.#words.length * 2, this.#length + count));
    grown.set(this.#words.subarray(0, this.#length));
    this.#words = grown;
  }
}

/** Reads what a WordWriter wrote, in the same order. */
export class WordReader {
  readonly #words: Uint32Array;
  #at: number;

  constructor(words: Uint32Array, at = 0) {
    this.#words = words;
    this.#at = at;
  }

  word(): number {
    if (this.#at >= this.#words.length) throw new RangeError(`expected more than ${this.#words.length} words`);
    return this.#words[this.#at++] as number;
  }

  float(): number {
    FLOAT_WORDS[0] = this.word();
    FLOAT_WORDS[1] = this.word();
    return FLOAT[0] as number;
  }

  take(count: number): Uint32Array {
    if (this.#at + count > this.#words.length) throw new RangeError(`expected ${count} more words`);
    this.#at += count;
    return this.#words.subarray(this.#at - count, this.#at);
  }
}

/** A blob as words; copied only where memory is not aligned. */
export function wordsOf(blob: Uint8Array): Uint32Array {
  if (blob.byteLength % 4 !== 0) throw new RangeError(`${blob.byteLength} bytes are not whole words`);
  const aligned = blob.byteOffset % 4 === 0 ? blob : new Uint8Array(blob);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

const FLOAT = new Float64Array(1);
const FLOAT_WORDS = new Uint32Array(FLOAT.buffer);
