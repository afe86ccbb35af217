import { setTimeout } from 'node:timers/promises';
import { compileTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { hostKernelThreads, type KernelThreads } from '../../../worker/kernel-threads/host-threads.ts';
import type { SharedCallsOptions } from '../../../worker/kernel-threads/shared-calls.ts';
import { USABLE_TIERS } from '../engine/support.ts';

type Given = Partial<Omit<SharedCallsOptions, 'own' | 'module' | 'memory'>>;

/** The fastest kernels in two threads, which share every call that can be split however short it is. */
export function twoThreads(budgetBytes: number, given: Given = {}) {
  const kernels = compileTier(USABLE_TIERS[0] ?? 'reference');
  if (!kernels) throw new Error('the kernels do not load');
  const problems: string[] = [];
  const hosted = hostKernelThreads(kernels, budgetBytes, {
    isAllowed: () => true,
    onProblem: (reason) => problems.push(reason),
    leastNanoseconds: 0,
    worthNanoseconds: 0,
    restMs: 0,
    ...given,
  });
  return { ...hosted, problems };
}

/** Calls something that can be split until the second thread is there to compute a half. */
export async function untilTwo({ count }: KernelThreads, call: () => void): Promise<void> {
  while (count() < 2) {
    call();
    await setTimeout(1);
  }
}
