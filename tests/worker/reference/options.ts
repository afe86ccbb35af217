/** What PyTorch calls an option that the cases have under another name. */
const OTHER_NAMES: Record<string, readonly string[]> = {
  axis: ['dim'],
  axes: ['dims'],
  kernel: ['kernel_size'],
  indices: ['index'],
  targets: ['target'],
  anneal: ['anneal_strategy'],
};

/** Reads a case's options; each must be known and of the right type, and all must be read. None is as if not given. */
export class Options {
  readonly #given: Record<string, unknown>;
  readonly #unread: Set<string>;

  constructor(given: Record<string, unknown>) {
    this.#given = given;
    this.#unread = new Set(Object.keys(given).filter((name) => given[name] !== null));
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

  /** Numbers, of `count` if that is given: a list, lists in it taken one after the other, or one on its own. */
  numbers(name: string, usual?: number[], count?: number): number[] {
    const flat = (value: unknown) => [value].flat(Number.POSITIVE_INFINITY);
    const isNumber = (each: unknown) => typeof each === 'number' || typeof each === 'boolean';
    const fits = (list: unknown[]) => list.length === (count ?? list.length) && list.every(isNumber);
    return flat(this.#read<unknown>(name, usual, (value) => fits(flat(value)))).map(Number);
  }

  /** The lengths of a list and of those in it: the shape of the tensor that it writes out. */
  shapeOf(name: string): number[] {
    const shape: number[] = [];
    for (let value = this.#given[this.#key(name)]; Array.isArray(value); [value] = value) shape.push(value.length);
    return shape;
  }

  /** One number for both directions of an image, or one for each: height, then width. */
  pair(name: string, usual?: number): number | [number, number] {
    return this.#read(name, usual as never, (value) => typeof value === 'number' || isPair(value));
  }

  texts(name: string): string[] {
    return this.#read<string[]>(
      name,
      undefined,
      (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
    );
  }

  /** The options of one part. */
  part(name: string): Options {
    return new Options(this.#read<Record<string, unknown>>(name, undefined, isPart));
  }

  /** The options of each part that a list describes. */
  parts(name: string): Options[] {
    const parts = this.#read<Record<string, unknown>[]>(
      name,
      undefined,
      (value) => Array.isArray(value) && value.every(isPart),
    );
    return parts.map((part) => new Options(part));
  }

  /** Accepts an option only as what is computed anyway: one number, or that for both directions. */
  only(name: string, usual: number | boolean | string): void {
    const value = this.#read<unknown>(name, usual, () => true);
    if (![value].flat().every((each) => each === usual)) {
      throw new Error(`option "${name}" is ${JSON.stringify(value)}: only ${JSON.stringify(usual)} is known`);
    }
  }

  has(name: string): boolean {
    return (this.#given[this.#key(name)] ?? null) !== null;
  }

  /** Whether the option is given as null, PyTorch's None. */
  isNull(name: string): boolean {
    return this.#given[name] === null;
  }

  /** Marks as read what only explains the case. */
  ignore(...names: string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** @throws {Error} when an option was given that nothing has read */
  done(): void {
    const [first] = this.#unread;
    if (first !== undefined) throw new Error(`unknown option "${first}": ${JSON.stringify(this.#given[first])}`);
  }

  #key(name: string): string {
    return [name, ...(OTHER_NAMES[name] ?? [])].find((each) => each in this.#given) ?? name;
  }

  #read<T>(name: string, usual: T | undefined, valid: (value: unknown) => boolean): T {
    const key = this.#key(name);
    this.#unread.delete(key);
    const value = this.#given[key] ?? usual;
    if (!valid(value)) throw new Error(`option "${key}" is ${JSON.stringify(value)}, which is not understood`);
    return value as T;
  }
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
}

function isPart(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
