/** Run as a process of its own: prints `passed` when the wide kernels compile, are right, and are worth it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelHost } from '../engine/kernels.ts';
import { Generator } from '../engine/rng.ts';
import { Engine } from '../engine/tensor.ts';
import { everyKernel } from './kernel-trial.ts';
import { COMPILED, hostKernels, loadTier } from './load-kernels.ts';
import { compileWide } from './wide-kernels.ts';

const BUDGET_BYTES = 2 ** 24;
/** Fused pairs are nearly twice as fast; when V8 ignores the flag, they are slower than the plain ones. */
const WORTHWHILE = 1.15;

const module = compileWide(readFileSync(join(COMPILED, 'wide.wasm')));
const wide = hostKernels({ tier: 'wide', module }, BUDGET_BYTES);
const narrow = loadTier('relaxed', BUDGET_BYTES);
const shapes = [
  [1, 1, 1],
  [7, 17, 513],
  [64, 256, 300],
  [13, 10, 128],
  [100, 33, 70],
] as const;

const right = shapes.every(([m, n, k]) => {
  const [got, want] = [wide, loadTier('reference', BUDGET_BYTES)].map((host) => host && product(host, m, n, k));
  return got && want && got.every((value, i) => Math.abs(value - want[i]) <= 1e-4 * Math.sqrt(k));
});
const same = narrow !== null && sameBits(everyKernel(wide), everyKernel(narrow));
const faster = narrow !== null && speedup(wide, narrow) > WORTHWHILE;
const failure = !(right && same) ? 'failed: wrong numbers' : !faster ? 'failed: no faster' : null;
process.stdout.write(`${failure ?? 'passed'}\n`);

function sameBits(got: readonly number[], want: readonly number[]): boolean {
  return got.length === want.length && got.every((value, i) => Object.is(value, want[i]));
}

/** One product in all four layouts, added up. */
function product(host: KernelHost, m: number, n: number, k: number): number[] {
  const { engine, a, b, out } = operands(host, m, n, k);
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      engine.kernels.gemm(out, a, b, { m, n, k, transposeA, transposeB, accumulate: true });
    }
  }
  return Array.from(out);
}

/** How much faster `quick` is at a product of a size that matters: the best of many rounds, so that load on the machine does not decide. */
function speedup(quick: KernelHost, slow: KernelHost): number {
  const sides = [quick, slow].map((host) => ({ ...operands(host, 64, 256, 256), best: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < 400; round++) {
    for (const side of sides) {
      const started = performance.now();
      side.engine.kernels.gemm(side.out, side.a, side.b, { m: 64, n: 256, k: 256 });
      side.best = Math.min(side.best, performance.now() - started);
    }
  }
  return sides[1].best / sides[0].best;
}

function operands(host: KernelHost, m: number, n: number, k: number) {
  const engine = new Engine(host);
  const random = new Generator(1, 'noise');
  const filled = (count: number) => {
    const data = engine.scratch(count);
    for (let i = 0; i < count; i++) data[i] = random.normal();
    return data;
  };
  return { engine, a: filled(m * k), b: filled(k * n), out: engine.scratch(m * n).fill(0) };
}
