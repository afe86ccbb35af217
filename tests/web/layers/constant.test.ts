import { expect, test } from 'vitest';
import { constantOf, constantOfAll } from '../../../web/layers/constant.ts';

test.each([
  ['values that differ within one bin', { edges: [0, 1, 2], counts: [9, 0], mean: 0.5, std: 0.1 }, null],
  ['one bin whose spread is not known', { edges: [0, 1], counts: [9] }, null],
  ['several bins', { edges: [0, 1, 2], counts: [1, 1], mean: 1, std: 0 }, null],
  ['one bin without width', { edges: [0, 3, 3, 4], counts: [0, 5, 0] }, 3],
  ['no finite value', { edges: [0, 1], counts: [0], mean: 'NaN', std: 'NaN', nonFinite: 5 } as const, null],
])('%s', (_, histogram, constant) => {
  const { edges, counts, ...others } = histogram;
  expect(constantOf({ ...others, edges: [...edges], counts: [...counts] })).toBe(constant);
});

test('a tensor is constant throughout only where every step has one value, and the same', () => {
  const at = (step: number, value: number) => ({ step, time: 0, edges: [value, value], counts: [4] });
  expect(constantOfAll([at(1, 2), at(2, 2)])).toBe(2);
  expect(constantOfAll([at(1, 2), at(2, 3)])).toBe(null);
  expect(constantOfAll([at(1, 2), { ...at(2, 2), edges: [1, 3] }])).toBe(null);
  expect(constantOfAll([])).toBe(null);
});
