import { expect, test } from 'vitest';
import type { Kernels } from '../../../worker/engine/kernels.ts';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { everyKernel, STEPS } from '../../../worker/kernel-loading/kernel-trial.ts';
import { compileTier, loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { USABLE_TIERS } from '../engine/support.ts';

const BUDGET_BYTES = 2 ** 22;

test('the trial calls every kernel there is', () => {
  const kernels = new ReferenceKernels('float32');
  const methods = Object.getOwnPropertyNames(ReferenceKernels.prototype).filter((name) => name !== 'constructor');
  const called = new Set<string | symbol>();
  const watched = new Proxy(kernels, {
    get(target, name) {
      called.add(name);
      return Reflect.get(target, name);
    },
  }) as Kernels;
  everyKernel({ kernels: watched, memory: new ArrayBuffer(BUDGET_BYTES), start: 0 });
  expect(methods.length).toBeGreaterThan(15);
  expect(methods.filter((name) => !called.has(name))).toEqual([]);
});

test('the trial takes every step that is compiled', () => {
  const module = compileTier('simd')?.module;
  if (!module) throw new Error('kernels are not built: run npm run build:kernels');
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  const steps = exported.filter((name) => name.endsWith('Step'));
  expect(steps.length).toBeGreaterThan(4);
  expect(new Set(STEPS.map(({ rule }) => rule.name))).toEqual(new Set(steps));
});

test('the trial has the same bits on every set of fused kernels, and the numbers of the plain loops', () => {
  const made = USABLE_TIERS.map((tier) => {
    const host = loadTier(tier, BUDGET_BYTES);
    if (!host) throw new Error(`kernels "${tier}" do not load`);
    return { tier, numbers: everyKernel(host) };
  });
  const plain = made.find(({ tier }) => tier === 'reference')?.numbers ?? [];
  const fused = made.filter(({ tier }) => tier === 'wide' || tier === 'relaxed');
  for (const { numbers } of fused) expect(numbers).toEqual(fused[0].numbers);
  for (const { tier, numbers } of made) {
    const far = numbers.filter((x, i) => Math.abs(x - plain[i]) > 1e-4 * Math.max(1, Math.abs(plain[i])));
    expect(far, tier).toEqual([]);
    expect(numbers.length).toBe(plain.length);
  }
});
