import { compileKernels } from './load-kernels.ts';
import type { CompiledKernels } from './task.ts';

/** The thread's entry point: compiles the kernels once for all training threads, before there is any. */
export default function compile(): CompiledKernels {
  return compileKernels();
}
