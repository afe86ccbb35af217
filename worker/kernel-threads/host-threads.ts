import type { KernelHost } from '../engine/kernels.ts';
import { hostKernels } from '../kernel-loading/load-kernels.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';
import { createSharedCalls, type SharedCalls, type SharedCallsOptions } from './shared-calls.ts';

/** How many threads compute for one training. */
export type KernelThreads = Omit<SharedCalls, 'calls'>;

/** The plain loops are not worth a thread. */
const ALONE: KernelThreads = { count: () => 1, end() {} };

/** Gives kernels `budgetBytes` of memory for tensors, and a second thread that may compute over it. */
export function hostKernelThreads(
  kernels: CompiledKernels,
  budgetBytes: number,
  options: Omit<SharedCallsOptions, 'own' | 'module' | 'memory'>,
): { host: KernelHost; threads: KernelThreads } {
  let threads = ALONE;
  const host = hostKernels(kernels, budgetBytes, (own, module, memory) => {
    const shared = createSharedCalls({ own, module, memory, ...options });
    threads = shared;
    return shared.calls;
  });
  return { host, threads };
}
