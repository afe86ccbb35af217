/** A tensor as reference files hold it: elements row by row. */
export interface Values {
  shape: number[];
  data: number[];
}

/** One case of a reference file. */
export interface ReferenceCase {
  name: string;
  kind: string;
  args: Record<string, unknown>;
  inputs: Record<string, Values>;
  expected: Record<string, Values>;
}

/** What the engine computed, by the names that the case expects. */
export type Computed = Record<string, ArrayLike<number>>;

/** Reads a case's options; each must be known and of the right type, and all must be read. */
export class Options {
  readonly #given: Record<string, unknown>;
  readonly #unread: Set<string>;

  constructor(given: Record<string, unknown>) {
    this.#given = given;
    this.#unread = new Set(Object.keys(given));
  }

  number(name: string, usual?: number): number {
    return this.#read(name, usual, (value) => typeof value === 'number');
  }

  boolean(name: string, usual = false): boolean {
    return this.#read(name, usual, (value) => typeof value === 'boolean');
  }

  text(name: string, usual?: string): string {
    return this.#read(name, usual, (value) => typeof value === 'string');
  }

  numbers(name: string, usual?: number[]): number[] {
    return this.#read(name, usual, (value) => Array.isArray(value) && value.every((each) => typeof each === 'number'));
  }

  /** Marks as read what only explains the case. */
  ignore(...names: string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** Throws when an option was given that nothing has read. */
  done(): void {
    const [first] = this.#unread;
    if (first !== undefined) throw new Error(`unknown option "${first}": ${JSON.stringify(this.#given[first])}`);
  }

  #read<T>(name: string, usual: T | undefined, valid: (value: unknown) => boolean): T {
    this.#unread.delete(name);
    const value = this.#given[name] ?? usual;
    if (!valid(value)) throw new Error(`option "${name}" is ${JSON.stringify(value)}, which is not understood`);
    return value as T;
  }
}

/**
 * The largest difference between two tensors, relative to the expected element; elements under a millionth of
 * the tensor's largest are measured against that instead.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-6): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue;
    const error = Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), floor * largest);
    worst = error <= worst ? worst : error; // NaN stays
  }
  return worst;
}
