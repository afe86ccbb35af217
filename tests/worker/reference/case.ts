import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Options } from './options.ts';

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

export type Inputs = Record<string, Tensor>;

/** What a case of kind `op` computes from its inputs. */
export type Operation = (inputs: Inputs, options: Options) => Tensor;

/** What the engine computed, by the names that the case expects. */
export type Computed = Record<string, ArrayLike<number>>;

/** What else an input is called where there is no other that it could be. */
const OTHER_NAMES: Record<string, readonly string[]> = {
  a: ['x', 'input'],
  x: ['a', 'input'],
  b: ['y', 'other', 'bias'],
  w: ['weight'],
  indices: ['index'],
  targets: ['target'],
};

/** The inputs with their reads noted: `unread` names one that nothing has looked at. */
export function watched<T>(inputs: Record<string, T>): {
  record: Record<string, T>;
  unread: () => string | undefined;
} {
  const read = new Set<string>();
  const get = (target: Record<string, T>, name: string) => {
    const key = [name, ...(OTHER_NAMES[name] ?? [])].find((each) => each in target) ?? name;
    read.add(key);
    return target[key];
  };
  return { record: new Proxy(inputs, { get }), unread: () => Object.keys(inputs).find((key) => !read.has(key)) };
}

/** What a table holds under a name of a file. */
export function entryOf<T>(table: Record<string, T>, name: string, what: string): T {
  if (!Object.hasOwn(table, name)) throw new Error(`unknown ${what} "${name}"`);
  return table[name];
}

/** @throws {Error} when a case lacks a part, or a tensor does not hold as many elements as its shape says */
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
    const odd = values.data.find((value: unknown) => typeof value !== 'number');
    if (odd !== undefined) throw new Error(`"${name}" holds ${JSON.stringify(odd)}, which is not a number`);
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
