import { Engine, type KernelHost } from '../../../worker/engine/engine.ts';
import { runBatchNorm } from './batch-norm.ts';
import { type Computed, Options, type ReferenceCase, relativeError } from './case.ts';
import { runOperation } from './operations.ts';
import { runOptimizer } from './optimizers.ts';
import { runSchedule } from './schedules.ts';
import { runTraining } from './training.ts';

const KINDS: Record<string, (engine: Engine, reference: ReferenceCase, options: Options) => Computed> = {
  optimizer: runOptimizer,
  schedule: (_, reference, options) => runSchedule(reference, options),
  op: runOperation,
  batchnorm: runBatchNorm,
  training: runTraining,
};

/**
 * Computes one case and gives its worst relative error over everything it expects.
 *
 * Throws  Error that says which kind, option or expectation is not understood
 */
export function errorOf(reference: ReferenceCase, host: KernelHost, floor?: number): number {
  const run = KINDS[reference.kind];
  if (!run) throw new Error(`unknown kind "${reference.kind}"`);
  const computed = run(new Engine(host), reference, new Options(reference.args));
  const errors = Object.entries(reference.expected).map(([name, { data }]) => {
    if (!computed[name]) throw new Error(`nothing computes the expected "${name}"`);
    return relativeError(computed[name], data, floor);
  });
  return errors.reduce((worst, error) => (error <= worst ? worst : error), 0);
}
