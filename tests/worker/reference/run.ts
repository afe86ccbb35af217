import type { KernelHost } from '../../../worker/engine/kernels.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { runBatchNorm } from './batch-norm.ts';
import { type Computed, checkForm, entryOf, type ReferenceCase, relativeError, watched } from './case.ts';
import { runInitialization } from './initializations.ts';
import { runMetrics } from './metrics.ts';
import { runOperation } from './operations.ts';
import { Options } from './options.ts';
import { runSchedule } from './schedules.ts';
import { runOptimizer } from './stepping.ts';
import { runTraining } from './training.ts';

const KINDS: Record<string, (engine: Engine, reference: ReferenceCase, options: Options) => Computed> = {
  optimizer: runOptimizer,
  schedule: (_, reference, options) => runSchedule(reference, options),
  op: runOperation,
  batchnorm: runBatchNorm,
  training: runTraining,
  metric: runMetrics,
  init: runInitialization,
};

/**
 * Computes one case and gives its worst relative error over everything it expects.
 *
 * @throws {Error} when a kind, option or expectation is not understood; names it
 */
export function errorOf(reference: ReferenceCase, host: KernelHost, floor?: number): number {
  const run = entryOf(KINDS, reference.kind, 'kind');
  checkForm(reference);
  const inputs = watched(reference.inputs);
  const computed = run(new Engine(host), { ...reference, inputs: inputs.record }, new Options(reference.args));
  const unread = inputs.unread();
  if (unread !== undefined) throw new Error(`unknown input "${unread}"`);
  const errors = Object.entries(reference.expected).map(([name, { data }]) => {
    if (!computed[name]) throw new Error(`nothing computes the expected "${name}"`);
    if (computed[name].length !== data.length) {
      throw new Error(`"${name}" has ${computed[name].length} elements, not the expected ${data.length}`);
    }
    return relativeError(computed[name], data, floor);
  });
  return Math.max(...errors);
}
