import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { type ReferenceCase, relativeError } from '../reference/case.ts';
import { Options } from '../reference/options.ts';
import { readCases } from '../reference/read.ts';
import { errorOf } from '../reference/run.ts';
import { USABLE_TIERS } from './support.ts';

/** PyTorch's numbers in float64; tests/fixtures/README.md says how they were made. */
const cases = ['torch.json', 'torch-more.json'].flatMap((name) => {
  const fixture = new URL(`../../fixtures/${name}`, import.meta.url);
  return readCases(readFileSync(fixture, 'utf8'));
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
  metric: 1e-6,
  init: 1e-9,
};

describe.each(USABLE_TIERS)('on the %s kernels', (tier) => {
  test.each(named)('%s agrees with PyTorch within the float32 bound', (_, reference) => {
    const host = loadTier(tier, 2 ** 24);
    if (!host) throw new Error('kernels are not built: run npm run build:kernels');
    expect(errorOf(reference, host, 1)).toBeLessThan(FLOAT32_BOUND[reference.kind]);
  });
});

test('a case with an unknown kind, option, class or operation is an error that names it, not a pass', () => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 20), start: 0 };
  const [sgd] = cases;
  const broken: [Partial<ReferenceCase>, RegExp][] = [
    [{ kind: 'poem' }, /unknown kind "poem"/],
    [{ args: { ...sgd.args, warp: 9 } }, /unknown option "warp": 9/],
    [{ args: { ...sgd.args, class: 'Magic' } }, /unknown optimizer "Magic"/],
    [{ args: { ...sgd.args, lr: 'fast' } }, /option "lr" is "fast"/],
    [{ kind: 'op', name: 'op/teleport' }, /unknown operation "teleport"/],
    [{ args: { ...sgd.args, betas: [0.9] } }, /unknown option "betas"/],
    [{ kind: 'op', name: 'op/relu' }, /it takes other inputs than "start", "grads"/],
    [{ kind: 'training' }, /"x" and the expected "loss"/],
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
    args: { layout: 'NCHW', transposed: true },
    inputs: {
      x: { shape: [1, 2, 2, 2], data: Array(8).fill(1) },
      w: { shape: [2, 1, 1, 1], data: [1, 2] },
    },
    expected: { output: { shape: [1, 2, 2, 2], data: Array(8).fill(1) } },
  };
  expect(() => errorOf(grouped, host)).toThrow('unknown option "transposed": true');
  expect(() => errorOf({ ...grouped, args: { layout: 'NCHW' } }, host)).toThrow('do not fit');
});

test('a file is read as Python writes it, with numbers that JSON has no word for', () => {
  const [read] = readCases('{"cases": [{"name": "NaN, \\"Infinity\\"", "data": [NaN, Infinity, -Infinity, -1]}]}');
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  expect(read).toEqual({ name: 'NaN, "Infinity"', data: [nan, infinity, -infinity, -1] });
  expect(() => readCases('{"cases": [nan]}')).toThrow(SyntaxError);
  expect(() => readCases('{}')).toThrow('no list of "cases"');
});

test('a gradient that is NaN spoils its own element only, unless the norm is clipped', () => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 20), start: 0 };
  const stepped = (more: object, data: number[]): ReferenceCase => ({
    name: 'optimizer/nan',
    kind: 'optimizer',
    args: { class: 'SGD', lr: 1, ...more },
    inputs: { start: { shape: [2], data: [1, 2] }, grads: { shape: [1, 2], data: [Number.NaN, 0.5] } },
    expected: { params: { shape: [1, 2], data } },
  });
  expect(errorOf(stepped({}, [Number.NaN, 1.5]), host)).toBe(0);
  expect(errorOf(stepped({ max_norm: 1 }, [Number.NaN, Number.NaN]), host)).toBe(0);
});

test('what an option or a network asks for beyond what is computed is named', () => {
  const host = { kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(2 ** 20), start: 0 };
  const messageOf = (name: string, change: (args: Record<string, unknown>) => Record<string, unknown>) => {
    const found = cases.find((reference) => reference.name === name) as ReferenceCase;
    return () => errorOf({ ...found, args: change(found.args) }, host);
  };
  const pool = (more: object) => messageOf('op/max-pool2d', (args) => ({ ...args, ...more }));
  expect(pool({ dilation: [1, 1], ceil_mode: null })).not.toThrow();
  expect(pool({ ceil_mode: true })).toThrow('option "ceil_mode" is true: only false is known');
  const network = (text: string) => messageOf('training/regression-groups', (args) => ({ ...args, network: text }));
  expect(network('Linear(3,4) -> SiLU -> Linear(4,2) -> MSE')).not.toThrow();
  expect(network('Linear(3,4) -> LSTM(4) -> MSE')).toThrow('unknown layer "LSTM"');
  expect(network('Linear(3,4) -> LeakyReLU(0.1) -> Linear(4,2) -> MSE')).toThrow('unknown layer "LeakyReLU"');
  expect(network('Linear(3,4,bias=False) -> MSE')).toThrow('unknown option "bias"');
  expect(network('Linear(3,4) -> SiLU -> Linear(4,2) -> hinge')).toThrow('unknown loss "hinge"');
  expect(network('Linear(3,4) -> MSE')).toThrow('the network has 2 parameters, not [w1,b1,w2,b2]');
});

test('a wrong expected number shows as an error, also a small one among large ones', () => {
  expect(relativeError([1000, 0.001], [1000, 0.002])).toBeCloseTo(0.5);
  expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
  expect(relativeError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  expect(new Options({}).number('lr', 0.5)).toBe(0.5);
});
