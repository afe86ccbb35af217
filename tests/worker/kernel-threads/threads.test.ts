import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { Generator } from '../../../worker/engine/rng.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import type { Calls } from '../../../worker/engine/wasm-kernels.ts';
import { everyKernel } from '../../../worker/kernel-loading/kernel-trial.ts';
import { compileTier, hostKernels, loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { createSharedCalls } from '../../../worker/kernel-threads/shared-calls.ts';
import { numbers, USABLE_TIERS } from '../engine/support.ts';
import { twoThreads, untilTwo } from './two-threads.ts';

const BUDGET_BYTES = 2 ** 22;
const [FASTEST = 'reference'] = USABLE_TIERS;
const fixture = (name: string) => new URL(`../../fixtures/second-threads/${name}.ts`, import.meta.url);

/** `(module (import "env" "nothing" (func)))` */
const NEEDS_MORE = new WebAssembly.Module(
  Buffer.from('0061736d01000000010401600000020f0103656e76076e6f7468696e670000', 'hex'),
);

const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
});

/** Two threads, with a product to compute and the result that one thread has. */
function product(given: Parameters<typeof twoThreads>[1] = {}) {
  const two = twoThreads(BUDGET_BYTES, given);
  ends.push(two.threads.end);
  const one = loadTier(FASTEST, BUDGET_BYTES);
  if (!one) throw new Error('the kernels do not load');
  const [call, alone] = [two.host, one].map((host) => {
    const engine = new Engine(host);
    const [a, b, out] = [numbers(64 * 64, 1), numbers(64 * 64, 2), new Float32Array(64 * 64)].map((values) => {
      const block = engine.scratch(values.length);
      block.set(values);
      return block;
    });
    return () => {
      engine.kernels.gemm(out.fill(0), a, b, { m: 64, n: 64, k: 64 });
      return Array.from(out);
    };
  });
  return { ...two, call: call as () => number[], expected: (alone as () => number[])() };
}

test('two threads leave the bits of one in every kernel, over and over', async () => {
  const { host, threads, call, problems } = product();
  await untilTwo(threads, call);
  const expected = everyKernel(loadTier(FASTEST, BUDGET_BYTES) ?? host);
  for (let round = 0; round < 20; round++) expect(everyKernel(host)).toEqual(expected);
  expect([threads.count(), problems]).toEqual([2, []]);
});

test('both threads pack operands at the same time, each in a place of its own', async () => {
  const { host, threads, call } = product();
  await untilTwo(threads, call);
  const [two, one] = [host, loadTier(FASTEST, BUDGET_BYTES) ?? host].map((each) => new Engine(each));
  const multiply = (engine: Engine | undefined, shape: { m: number; n: number; k: number }) => {
    if (!engine) throw new Error('the kernels do not load');
    return engine.scope(() => {
      const [a, b] = [engine.tensor(numbers(shape.m * shape.k, 1)), engine.tensor(numbers(shape.k * shape.n, 2))];
      const out = engine.scratch(shape.m * shape.n);
      return () => {
        engine.kernels.gemm(out, a.data, b.data, { ...shape, transposeA: true });
        return Buffer.from(new Uint8Array(out.buffer, out.byteOffset, out.byteLength)); // a copy
      };
    });
  };
  for (const [m, n] of [
    [90, 270],
    [270, 90],
    [70, 600],
  ] as const) {
    const shape = { m, n, k: 60 };
    const expected = multiply(one, shape)();
    const again = multiply(two, shape);
    for (let i = 0; i < 200; i++) expect(again().equals(expected)).toBe(true);
  }
});

test('the second thread computes the parts that it comes for in time, and the first all others', async () => {
  const kernels = compileTier(FASTEST);
  if (!kernels) throw new Error('the kernels do not load');
  let computedHere = 0;
  let shared: ReturnType<typeof createSharedCalls> | undefined;
  const host = hostKernels(kernels, BUDGET_BYTES, (own, module, memory) => {
    const scale: Calls[string] = (...args) => {
      computedHere += 1;
      return (own.scale as Calls[string])(...args);
    };
    shared = createSharedCalls({
      ...{ own: { ...own, scale }, module, memory, leastNanoseconds: 0, worthNanoseconds: 0, restMs: 0 },
      isAllowed: () => true,
      onProblem: expect.unreachable,
    });
    ends.push(shared.end);
    return shared.calls;
  });
  const engine = new Engine(host);
  const [out, a] = [engine.scratch(40_000), engine.scratch(40_000).fill(1)];
  const call = () => host.kernels.unary('scale', out, a, 2);
  while (shared?.count() !== 2) {
    call();
    await setTimeout(1);
  }
  computedHere = 0;
  let calls = 0;
  while (2 * calls - computedHere < 100) {
    out.fill(0);
    call();
    calls += 1;
    expect(out.every((value) => value === 2)).toBe(true);
  }
  expect(computedHere).toBeGreaterThanOrEqual(calls);
});

test('the second thread comes and goes between any two calls without a bit of difference', async () => {
  const random = new Generator(3, 'noise');
  let isAllowed = true;
  const { host, threads, call } = product({ isAllowed: () => isAllowed });
  await untilTwo(threads, call);
  const expected = everyKernel(loadTier(FASTEST, BUDGET_BYTES) ?? host);
  for (let round = 0; round < 30; round++) {
    isAllowed = random.integer(2) === 0;
    if (random.integer(3) === 0) await setTimeout(2); // it falls asleep
    expect(threads.count()).toBe(isAllowed ? 2 : 1);
    expect(everyKernel(host)).toEqual(expected);
  }
});

test('no second thread is started before it could have saved what its start costs', async () => {
  const { threads, call } = product({ leastNanoseconds: 1000, worthNanoseconds: 1e12 });
  for (let i = 0; i < 100; i++) call();
  await setTimeout(300);
  call();
  expect(threads.count()).toBe(1);
});

test.each([
  ['cannot be made', new URL('https://example.org/no.ts'), /could not be started: The URL must be of scheme file/],
  ['fails to load', fixture('never-starts'), /could not be started: it did not start within 2000 ms/],
  ['is gone', fixture('leaves'), /no sign of life for 2000 ms/],
])(
  'where the second thread %s, the first computes everything and the reason is given once',
  async (_, file, reason) => {
    const { threads, call, expected, problems } = product({ file, patienceMs: 2000 });
    while (problems.length === 0) {
      expect(call()).toEqual(expected);
      await setTimeout(5);
    }
    for (let i = 0; i < 20; i++) expect(call()).toEqual(expected);
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(threads.count()).toBe(1);
  },
);

test('a second thread that is offered nothing for a while is not taken for gone', async () => {
  const { threads, call, expected, problems } = product({ file: fixture('leaves'), patienceMs: 2000 });
  await untilTwo(threads, call);
  for (let pause = 0; pause < 3; pause++) {
    expect(call()).toEqual(expected);
    await setTimeout(1100); // as for an evaluation
  }
  expect(call()).toEqual(expected);
  expect(problems).toEqual([]);
  expect(threads.count()).toBe(2);
});

test('where the second thread cannot use the kernels, the reason is its own', async () => {
  const kernels = compileTier(FASTEST);
  if (!kernels?.module) throw new Error('the kernels do not load');
  const problems: string[] = [];
  const { kernels: all } = hostKernels(kernels, BUDGET_BYTES, (own, _, memory) => {
    const options = { own, module: NEEDS_MORE, memory, leastNanoseconds: 0, worthNanoseconds: 0 };
    return createSharedCalls({ ...options, isAllowed: () => true, onProblem: (why) => problems.push(why) }).calls;
  });
  const block = new Float32Array(64);
  while (problems.length === 0) {
    all.unary('relu', block, block, 0);
    await setTimeout(1);
  }
  expect(problems).toEqual([expect.stringMatching(/could not be started: .*nothing/)]);
});

test('a second thread that leaves with its part ends the training, since what it wrote is not known', async () => {
  const { call } = product({ file: fixture('leaves-its-part'), patienceMs: 2000 });
  const untilItThrows = async () => {
    for (;;) {
      call();
      await setTimeout(1);
    }
  };
  await expect(untilItThrows()).rejects.toThrow(
    'the second thread has not finished its part of a kernel within 2000 ms',
  );
});
