/**
 * Keeps what was used last, up to about `maxBytes`, in two generations: the older is dropped as a whole when
 * the younger fills half of the bytes.
 */
export class ByteCache<Value> {
  #young = new Map<number, Sized<Value>>();
  #old = new Map<number, Sized<Value>>();
  #youngBytes = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: number): Value | undefined {
    const young = this.#young.get(key);
    if (young) return young.value;
    const old = this.#old.get(key);
    if (old) this.set(key, old.value, old.bytes);
    return old?.value;
  }

  set(key: number, value: Value, bytes: number): void {
    if (this.#youngBytes + bytes > this.#maxBytes / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(key, { value, bytes });
    this.#youngBytes += bytes;
  }

  delete(key: number): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#youngBytes = 0;
  }
}

interface Sized<Value> {
  value: Value;
  bytes: number;
}
