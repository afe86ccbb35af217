/// <reference path="../engine/webassembly.d.ts" />

/** Kernel sets from fastest to slowest, by the name of their module. */
export const TIERS = ['wide', 'relaxed', 'simd', 'reference'] as const;
export type Tier = (typeof TIERS)[number];

/** Kernels that any number of threads may share; the plain loops need no module. */
export interface CompiledKernels {
  tier: Tier;
  module: WebAssembly.Module | null;
}
