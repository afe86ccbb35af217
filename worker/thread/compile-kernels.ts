import { compileKernels } from '../kernel-loading/load-kernels.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';

/** The thread's entry point: compiles the kernels once for all training threads, before there is any. */
export default function compile(): CompiledKernels {
  return compileKernels();
}
