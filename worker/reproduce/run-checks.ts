import { Engine } from '../engine/tensor.ts';
import { compileKernels, hostKernels } from '../kernel-loading/load-kernels.ts';
import { type Check, type Context, type Finding, holds } from './check.ts';
import { type Data, MissingDataError } from './data.ts';

const BUDGET_BYTES = 2 ** 29;

/** What came of a check: its findings, or why it could not run. */
export interface Outcome {
  check: Check;
  findings: Finding[];
  missing: string | null;
  /** CPU time, in seconds. */
  seconds: number;
}

/** Whether every finding is in its band; a check that could not run is none that holds. */
export function isHeld({ findings, missing }: Outcome): boolean {
  return missing === null && findings.every(holds);
}

/** What checks compute with: the fastest kernels of this machine, compiled once. */
export function createContext(seeds: readonly number[], data: Data): Context {
  const kernels = compileKernels();
  return { seeds, data, engine: () => new Engine(hostKernels(kernels, BUDGET_BYTES)) };
}

export function runCheck(check: Check, context: Context): Outcome {
  const before = process.cpuUsage();
  const [findings, missing] = outcomeOf(check, context);
  const { user, system } = process.cpuUsage(before);
  return { check, findings, missing, seconds: (user + system) / 1e6 };
}

function outcomeOf(check: Check, context: Context): [Finding[], string | null] {
  try {
    return [check.run(context), null];
  } catch (error) {
    if (error instanceof MissingDataError) return [[], error.message];
    throw error;
  }
}
