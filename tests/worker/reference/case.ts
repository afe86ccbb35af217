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

  /** A list of numbers, of `count` if that is given. */
  numbers(name: string, usual?: number[], count?: number): number[] {
    const fits = (list: unknown[]) =>
      list.length === (count ?? list.length) && list.every((each) => typeof each === 'number');
    return this.#read(name, usual, (value) => Array.isArray(value) && fits(value));
  }

  /** One number for both directions of an image, or one for each: height, then width. */
  pair(name: string, usual?: number): number | [number, number] {
    return this.#read(name, usual as never, (value) => typeof value === 'number' || isPair(value));
  }

  /** One number or several. */
  list(name: string): number[] {
    const one = typeof this.#given[name] === 'number';
    return one ? [this.number(name)] : this.numbers(name);
  }

  has(name: string): boolean {
    return this.#given[name] !== undefined;
  }

  /** Whether the option is given as null, PyTorch's None. */
  isNull(name: string): boolean {
    const found = this.#given[name] === null;
    if (found) this.#unread.delete(name);
    return found;
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
    const value = this.#given[name] === undefined ? usual : this.#given[name];
    if (!valid(value)) throw new Error(`option "${name}" is ${JSON.stringify(value)}, which is not understood`);
    return value as T;
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
}

/** The record with its reads noted: `unread` names an entry that nothing has looked at. */
export function watched<T extends object>(record: T): { record: T; unread: () => string | undefined } {
  const read = new Set<string | symbol>();
  const get = (target: T, key: string | symbol) => {
    read.add(key);
    return target[key as keyof T];
  };
  return { record: new Proxy(record, { get }), unread: () => Object.keys(record).find((key) => !read.has(key)) };
}

/** What a table holds under a name of a file. */
export function entryOf<T>(table: Record<string, T>, name: string, what: string): T {
  if (!Object.hasOwn(table, name)) throw new Error(`unknown ${what} "${name}"`);
  return table[name];
}

/** Throws when a case lacks a part, or a tensor does not hold as many elements as its shape says. */
export function checkForm(reference: ReferenceCase): void {
  for (const part of ['args', 'inputs', 'expected'] as const) {
    const value: unknown = reference[part];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`"${part}" is ${JSON.stringify(value)}, not an object`);
    }
  }
  if (Object.keys(reference.expected).length === 0) throw new Error('it expects nothing');
  for (const [name, values] of Object.entries({ ...reference.inputs, ...reference.expected })) {
    if (!Array.isArray(values?.shape) || !Array.isArray(values.data)) throw new Error(`"${name}" lacks shape or data`);
    const size = values.shape.reduce((product, length) => product * length, 1);
    if (size !== values.data.length) {
      throw new Error(`"${name}" has ${values.data.length} elements, its shape [${values.shape.join(', ')}] ${size}`);
    }
  }
}

/**
 * The largest difference between two tensors, relative to the expected element; elements under a millionth of
 * the tensor's largest finite one are measured against that instead. Infinite when what is not finite is not as expected.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-6): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) largest = Math.max(largest, Math.abs(expected[i]));
  }
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue;
    const error = Math.abs(actual[i] - expected[i]) / Math.max(Math.abs(expected[i]), floor * largest);
    if (!Number.isFinite(error)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, error);
  }
  return worst;
}
