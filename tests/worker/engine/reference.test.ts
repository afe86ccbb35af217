import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { loadTier } from '../../../worker/load-kernels.ts';
import { Options, type ReferenceCase, relativeError } from '../reference/case.ts';
import { errorOf } from '../reference/run.ts';
import { USABLE_TIERS } from './support.ts';

/** PyTorch's numbers in float64; tests/fixtures/README.md says how they were made. */
const cases = ['torch.json', 'torch-more.json'].flatMap((name) => {
  const fixture = new URL(`../../fixtures/${name}`, import.meta.url);
  return (JSON.parse(readFileSync(fixture, 'utf8')) as { cases: ReferenceCase[] }).cases;
});
const named = cases.map((reference): [string, ReferenceCase] => [reference.name, reference]);

test.each(named)('%s agrees with PyTorch to 1e-9 in float64', (_, reference) => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 24), start: 0 };
  expect(errorOf(reference, host)).toBeLessThan(1e-9);
});

/** Twelve steps through 1/√v in float32, or 25 of training, gather more rounding than one operation. */
const FLOAT32_BOUND: Record<string, number> = {
  op: 1e-5,
  batchnorm: 2e-5,
  optimizer: 2e-5,
  training: 1e-3,
  schedule: 1e-9,
};

describe.each(USABLE_TIERS)('on the %s kernels', (tier) => {
  test.each(named)('%s agrees with PyTorch within the float32 bound', (_, reference) => {
    const host = loadTier(tier, 2 ** 24);
    if (!host) throw new Error('kernels are not built: run npm run build:kernels');
    expect(errorOf(reference, host, 1)).toBeLessThan(FLOAT32_BOUND[reference.kind]);
  });
});

test('a case with an unknown kind, option, class or operation says so instead of passing', () => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 20), start: 0 };
  const [sgd] = cases;
  const broken: [Partial<ReferenceCase>, RegExp][] = [
    [{ kind: 'poem' }, /unknown kind "poem"/],
    [{ args: { ...sgd.args, warp: 9 } }, /unknown option "warp": 9/],
    [{ args: { ...sgd.args, class: 'Magic' } }, /unknown optimizer "Magic"/],
    [{ args: { ...sgd.args, lr: 'fast' } }, /option "lr" is "fast"/],
    [{ kind: 'op', name: 'op/teleport' }, /unknown operation "teleport"/],
    [{ args: { ...sgd.args, betas: [0.9] } }, /unknown option "betas"/],
    [{ kind: 'op', name: 'op/constructor' }, /unknown operation "constructor"/],
    [{ expected: {} }, /it expects nothing/],
    [{ inputs: { start: sgd.inputs.start } }, /"start" and "grads" are needed/],
    [{ inputs: { ...sgd.inputs, mask: sgd.inputs.start } }, /unknown input "mask"/],
    [{ inputs: { ...sgd.inputs, start: { shape: [9], data: [1] } } }, /"start" has 1 elements, its shape \[9\] 9/],
    [{ expected: { aura: { shape: [1], data: [1] } } }, /nothing computes the expected "aura"/],
  ];
  for (const [change, message] of broken) expect(() => errorOf({ ...sgd, ...change }, host)).toThrow(message);
});

test('what is not finite must be expected as it is, and hides no fault beside it', () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  expect(relativeError([nan, 1, infinity], [nan, 1, infinity])).toBe(0);
  expect(relativeError([infinity, 1], [infinity, 12_345])).toBeGreaterThan(0.9);
  expect(relativeError([nan, 1 + 1e-12], [1, 1])).toBe(infinity);
  expect(relativeError([1, 1 + 1e-12], [infinity, 1])).toBe(infinity);
  expect(relativeError([-infinity], [infinity])).toBe(infinity);
});

test('an option that is not known is named also where the operation cannot do without it', () => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 20), start: 0 };
  const grouped: ReferenceCase = {
    name: 'op/conv2d-groups',
    kind: 'op',
    args: { layout: 'NCHW', groups: 2 },
    inputs: {
      x: { shape: [1, 2, 2, 2], data: Array(8).fill(1) },
      w: { shape: [2, 1, 1, 1], data: [1, 2] },
    },
    expected: { output: { shape: [1, 2, 2, 2], data: Array(8).fill(1) } },
  };
  expect(() => errorOf(grouped, host)).toThrow('unknown option "groups": 2');
  expect(() => errorOf({ ...grouped, args: { layout: 'NCHW' } }, host)).toThrow('do not fit');
});

test('a wrong expected number shows as an error, also a small one among large ones', () => {
  expect(relativeError([1000, 0.001], [1000, 0.002])).toBeCloseTo(0.5);
  expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  expect(relativeError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  expect(new Options({}).number('lr', 0.5)).toBe(0.5);
});
