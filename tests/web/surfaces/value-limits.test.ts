import { expect, test } from 'vitest';
import { valueLimits } from '../../../web/surfaces/value-limits.ts';

test.each([
  ['no points yet', [], { isLog: false, low: 0, high: 1 }],
  ['nothing finite', [Number.NaN, Number.POSITIVE_INFINITY], { isLog: false, low: 0, high: 1 }],
  ['one value', [3, 3], { isLog: false, low: 3, high: 6 }],
  ['values that fall by powers of ten, down to 0', [100, 1, 0.01, 0], { isLog: true, low: 0.01, high: 100 }],
  ['what is below the precision of the highest', [1, 1e-30], { isLog: true, low: 1e-16, high: 1 }],
  ['negative values', [-5, 100], { isLog: false, low: -5, high: 100 }],
])('of %s an axis has limits that can be divided', (_, values, limits) => {
  expect(valueLimits([Float64Array.from(values)])).toEqual(limits);
});
