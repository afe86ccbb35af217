import { expect, test } from 'vitest';
import type { Reproduction } from '../../../shared/training/reproduction.ts';
import { differenceWords, verdictWords } from '../../../web/run-page/reproduction/reproduction-words.ts';
import { rateAt, sliderRange } from '../../../web/run-page/steer/rate-slider.ts';

const found: Reproduction = {
  ...{ original: 'r', copy: 'c', progress: null, points: 12_345, series: 14, origins: [] },
  state: 'equal',
  first: null,
};
const first = {
  ...{ step: 1200, key: 'train/loss', was: 0.5, is: 0.5000000596046448, difference: 5.96e-8, ulps: 1 },
  precision: 'float32' as const,
};

test('equal runs are counted, and the first difference is named with both values', () => {
  expect(verdictWords(found)).toBe('Equal in all 12,345 points of 14 series.');
  expect(verdictWords({ ...found, state: 'different', first })).toBe('Differs from step 1,200 on, in train/loss.');
  expect(differenceWords(first)).toBe('0.5 before, 0.5000000596046448 now, 5.96e-8 apart (1 ulp of float32).');
  expect(differenceWords({ ...first, is: null, difference: null, ulps: null })).toBe('0.5 before, no point now.');
});

test('the slider of rates reaches three decades to either side, and gives three digits', () => {
  expect(sliderRange(0.01)).toEqual({ min: -5, max: 1 });
  expect(rateAt(-2)).toBe(0.01);
  expect(rateAt(-1.5)).toBe(0.0316);
});
