import type { Floats } from '../../../worker/engine/floats.ts';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { TIERS } from '../../../worker/kernel-loading/tiers.ts';

const BUDGET_BYTES = 2 ** 26;

/** The kernel sets that this machine must run, and the wide one where its probe passes. */
export const USABLE_TIERS = TIERS.filter((tier) => tier !== 'wide' || loadTier(tier, 2 ** 16) !== null);

/** Every usable kernel set with an engine on it; a set that does not load fails the suite by name. */
export const ENGINES: [string, () => Engine][] = [
  ...USABLE_TIERS.map((tier): [string, () => Engine] => [
    tier,
    () => {
      const host = loadTier(tier, BUDGET_BYTES);
      if (!host) throw new Error(`kernels "${tier}" do not load: run npm run build:kernels`);
      return new Engine(host);
    },
  ]),
  ['float64', float64Engine],
];

/** The engine of exact checks: reference kernels in double precision. */
export function float64Engine(): Engine {
  return new Engine({ kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(BUDGET_BYTES), start: 0 });
}

/** Fixed pseudo-random numbers around 0. */
export function numbers(count: number, seed = 1, scale = 1): number[] {
  const random = new Generator(seed, 'noise');
  return Array.from({ length: count }, () => scale * random.normal());
}

/** A block in the engine's own memory. */
export function block(engine: Engine, values: ArrayLike<number>): Floats {
  const data = engine.scratch(values.length);
  data.set(values);
  return data;
}

/** The largest difference, relative to the largest expected value. */
export function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, size] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Object.is(actual[i], expected[i]) ? 0 : Math.abs(actual[i] - expected[i]));
    size = Math.max(size, Math.abs(expected[i]));
  }
  return actual.length === expected.length ? worst / size : Number.POSITIVE_INFINITY;
}
