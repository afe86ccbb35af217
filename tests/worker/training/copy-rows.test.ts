import { expect, test } from 'vitest';
import { sharedFloat32 } from '../../../worker/data/shared-memory.ts';
import { copyRange, copyRows } from '../../../worker/training/copy-rows.ts';

const numbers = Float32Array.from({ length: 12 }, (_, index) => index / 3 - 1);
const shared = sharedFloat32(14).subarray(1, 13);
shared.set(numbers);
const room = {
  float32: () => new Float32Array(16).subarray(3, 12),
  float64: () => new Float64Array(16).subarray(3, 12),
};

test.each([
  ['memory of one thread', numbers, 'float32'],
  ['memory of one thread', numbers, 'float64'],
  ['shared memory', shared, 'float32'],
  ['shared memory', shared, 'float64'],
] as const)('rows of %s are copied in their order, and ranges', (_, from, precision) => {
  const out = room[precision]();
  copyRows(out, from, [3, 0], 3);
  expect([...out]).toEqual([...numbers.subarray(9, 12), ...numbers.subarray(0, 3), 0, 0, 0]);
  expect([...new Float32Array(out.buffer).subarray(0, 3)]).toEqual([0, 0, 0]); // what lies before stays
  const range = room[precision]();
  copyRange(range, from, 2, 7);
  expect([...range]).toEqual([...numbers.subarray(2, 7), 0, 0, 0, 0]);
});
