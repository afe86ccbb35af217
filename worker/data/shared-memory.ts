import type { Labelled, Rows } from './labelled.ts';

type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;

/** Zeros in memory that threads share: handed to another thread, the array is not copied. */
export function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** The same in double precision. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}

/** The same numbers in shared memory; the array itself where it lies there already. */
export function asShared<Kind extends Numbers>(array: Kind): Kind {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const shared = likewise(array, new SharedArrayBuffer(array.byteLength));
  shared.set(array);
  return shared as Kind;
}

/** Rows that were read, in shared memory. */
export function sharedRows(labelled: Labelled): Labelled {
  const { rows, test } = labelled;
  const shared = (each: Rows): Rows => ({ ...each, inputs: asShared(each.inputs), targets: asShared(each.targets) });
  return { ...labelled, rows: shared(rows), test: test && shared(test) };
}

function likewise(array: Numbers, memory: SharedArrayBuffer): Numbers {
  if (array instanceof Float64Array) return new Float64Array(memory);
  if (array instanceof Float32Array) return new Float32Array(memory);
  return array instanceof Int32Array ? new Int32Array(memory) : new Uint8Array(memory);
}
