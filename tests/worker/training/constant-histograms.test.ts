import { expect, test } from 'vitest';
import { constantOf } from '../../../web/layers/constant.ts';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { Histograms } from '../../../worker/training/histograms.ts';

test.each([0, -0.25, 1e-300, 1 / 3])('a tensor of %j alone is constant, whatever its size', (value) => {
  for (const size of [1, 64]) {
    const histogram = new Histograms(new ReferenceKernels('float64')).make('k', 1, new Float64Array(size).fill(value));
    expect(constantOf(histogram)).toBe(value);
  }
});
