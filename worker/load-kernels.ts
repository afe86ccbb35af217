import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KernelHost } from './engine/engine.ts';
import { ReferenceKernels } from './engine/reference-kernels.ts';
import { createWasmHost } from './engine/wasm-kernels.ts';
import { compileWide, wideKernelsPass } from './wide-kernels.ts';

/** Where `npm run build:kernels` puts the compiled modules. */
export const COMPILED = join(dirname(fileURLToPath(import.meta.url)), 'kernels', 'dist');

/** Kernel sets from fastest to slowest, by the name of their module. */
export const TIERS = ['wide', 'relaxed', 'simd', 'reference'] as const;
export type Tier = (typeof TIERS)[number];

const NAMES: Record<Tier, string> = {
  wide: '256-bit WASM SIMD, fused multiply-add',
  relaxed: '128-bit WASM SIMD, fused multiply-add',
  simd: '128-bit WASM SIMD, multiply and then add',
  reference: 'plain TypeScript, since no compiled kernels found: run npm run build:kernels',
};

/** The fastest kernels that this Node runs and that proved right, with `budgetBytes` of memory for tensors. */
export function loadKernels(budgetBytes: number): KernelHost {
  for (const tier of TIERS) {
    const host = loadTier(tier, budgetBytes);
    if (host) return host;
  }
  throw new Error('unreachable: the reference kernels always load');
}

/** One kernel set, or null where its module was not built, or this machine cannot run it or fails its probe. */
export function loadTier(tier: Tier, budgetBytes: number): KernelHost | null {
  if (tier === 'reference') {
    return { kernels: new ReferenceKernels('float32'), memory: new ArrayBuffer(budgetBytes), start: 0 };
  }
  const path = join(COMPILED, `${tier}.wasm`);
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  if (!WebAssembly.validate(bytes)) return null;
  if (tier === 'wide' && !wideKernelsPass(bytes, COMPILED)) return null;
  const module = tier === 'wide' ? compileWide(bytes) : new WebAssembly.Module(bytes);
  return createWasmHost(NAMES[tier], module, budgetBytes);
}
