import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Engine } from '../../../worker/engine/tensor.ts';
import { COMPILED, loadKernels, loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { wideKernelsPass } from '../../../worker/kernel-loading/wide-kernels.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { numbers, USABLE_TIERS } from '../engine/support.ts';
import { train } from '../support.ts';

const compiled = USABLE_TIERS.filter((tier) => tier !== 'reference');

function product(tier: (typeof compiled)[number], m: number, n: number, k: number): number[] {
  const host = loadTier(tier, 2 ** 24);
  if (!host) throw new Error(`kernels "${tier}" do not load`);
  const engine = new Engine(host);
  const [a, b, out] = [engine.tensor(numbers(m * k, 1)), engine.tensor(numbers(k * n, 2)), engine.full([m * n], 0)];
  engine.kernels.gemm(out.data, a.data, b.data, { m, n, k });
  return out.toArray();
}

test.each([
  [1, 1, 1],
  [7, 17, 513],
  [64, 128, 784],
  [30, 10, 1100],
])('every element of a product %i × %i over %i is summed in order, rounded once or twice a term', (m, n, k) => {
  const [a, b] = [numbers(m * k, 1).map(Math.fround), numbers(k * n, 2).map(Math.fround)];
  const expected = (fused: boolean) =>
    Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let p = 0; p < k; p++) {
        const term = a[i * k + p] * b[p * n + j]; // exact in float64
        sum = Math.fround(sum + (fused ? term : Math.fround(term)));
      }
      return sum;
    });
  for (const tier of compiled) expect(product(tier, m, n, k), tier).toEqual(expected(tier !== 'simd'));
});

test('training gives the same bits on the wide kernels as on the plain fused ones', () => {
  const losses = compiled
    .filter((tier) => tier !== 'simd')
    .map((tier) => train({ seed: 5 }, { tier }).series['train/loss']);
  for (const other of losses) expect(other).toEqual(losses[0]);
});

test('the kernels chosen are the first of the usable ones', () => {
  expect(loadKernels(2 ** 20).kernels.name).toBe(loadTier(USABLE_TIERS[0], 2 ** 20)?.kernels.name);
});

test('a verdict about the wide kernels is kept and believed for this very module only', () => {
  const directory = temporaryFolder();
  const bytes = readFileSync(join(COMPILED, 'wide.wasm'));
  const first = wideKernelsPass(bytes, directory);
  const path = join(directory, 'wide-verdicts.json');
  const verdicts = JSON.parse(readFileSync(path, 'utf8')) as Record<string, boolean>;
  expect(Object.values(verdicts)).toEqual([first]);

  writeFileSync(path, JSON.stringify(Object.fromEntries(Object.keys(verdicts).map((key) => [key, !first]))));
  expect(wideKernelsPass(bytes, directory)).toBe(!first);
  const other = Buffer.concat([bytes, Buffer.from([0, 2, 1, 120])]); // an empty custom section more
  expect(wideKernelsPass(other, directory)).toBe(first);
});
