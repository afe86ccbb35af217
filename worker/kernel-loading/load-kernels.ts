import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KernelHost } from '../engine/kernels.ts';
import { ReferenceKernels } from '../engine/reference-kernels.ts';
import { type Calls, createKernelMemory, createWasmHost, instantiate } from '../engine/wasm-kernels.ts';
import { type CompiledKernels, TIERS, type Tier } from './tiers.ts';
import { compileWide, wideKernelsPass } from './wide-kernels.ts';

/** Where `npm run build:kernels` puts the compiled modules. */
export const COMPILED = join(dirname(fileURLToPath(import.meta.url)), '..', 'kernels', 'dist');

const NAMES: Record<Tier, string> = {
  wide: '256-bit WASM SIMD, fused multiply-add',
  relaxed: '128-bit WASM SIMD, fused multiply-add',
  simd: '128-bit WASM SIMD, multiply and then add',
  reference: 'plain TypeScript, since no compiled kernels found: run npm run build:kernels',
};

/** The fastest kernels that this Node runs and that proved right, with `budgetBytes` of memory for tensors. */
export function loadKernels(budgetBytes: number): KernelHost {
  return hostKernels(compileKernels(), budgetBytes);
}

/**
 * The fastest kernels that this Node runs and that proved right, ready to be handed to threads.
 *
 * Not to be called while other threads train, because compiling changes flags of the whole process.
 */
export function compileKernels(): CompiledKernels {
  for (const tier of TIERS) {
    const kernels = compileTier(tier);
    if (kernels) return kernels;
  }
  throw new Error('unreachable: the reference kernels always load');
}

/** One kernel set, or null where its module was not built, or this machine cannot run it or fails its probe. */
export function compileTier(tier: Tier): CompiledKernels | null {
  if (tier === 'reference') return { tier, module: null };
  const path = join(COMPILED, `${tier}.wasm`);
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  if (!WebAssembly.validate(bytes)) return null;
  if (tier === 'wide' && !wideKernelsPass(bytes, COMPILED)) return null;
  return { tier, module: tier === 'wide' ? compileWide(bytes) : new WebAssembly.Module(bytes) };
}

/** Has something else called in place of a module's own kernels over the same memory. */
type Replace = (own: Calls, module: WebAssembly.Module, memory: WebAssembly.Memory) => Calls;

/** Gives kernels `budgetBytes` of memory for tensors. */
export function hostKernels(
  { tier, module }: CompiledKernels,
  budgetBytes: number,
  replace: Replace = (own) => own,
): KernelHost {
  if (!module) return { kernels: new ReferenceKernels('float32'), memory: new ArrayBuffer(budgetBytes), start: 0 };
  const memory = createKernelMemory(budgetBytes);
  return createWasmHost(NAMES[tier], replace(instantiate(module, memory), module, memory), memory);
}

/**
 * The kernel set that is called so, or the one that computes the same bits; the usual one where this machine runs neither.
 * Safe while other threads train: no flags are changed.
 */
export function kernelsNamed(name: string, usual: CompiledKernels): CompiledKernels {
  const tier = TIERS.find((each) => NAMES[each] === name);
  if (tier === undefined || tier === usual.tier) return usual;
  return compileTier(tier === 'wide' ? 'relaxed' : tier) ?? usual;
}

/** One kernel set with memory, or null where this machine does not run it. */
export function loadTier(tier: Tier, budgetBytes: number): KernelHost | null {
  const kernels = compileTier(tier);
  return kernels && hostKernels(kernels, budgetBytes);
}
