import { TrainingConfig } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import type { Splits } from '../../worker/data/examples.ts';
import { generate } from '../../worker/data/generate.ts';
import { readMnist } from '../../worker/data/mnist.ts';
import { prepareSplits } from '../../worker/data/prepare.ts';
import { type JobResult, type RunJobOptions, runJob } from '../../worker/jobs/run-job.ts';

export function configOf(given: Record<string, unknown>): TrainingConfig {
  return withDefaults<TrainingConfig>(TrainingConfig, { dataset: { name: 'moons' }, ...given });
}

export function splitsOf(config: TrainingConfig): Splits {
  const { name, limit, noise } = config.dataset;
  const read = name === 'mnist' ? readMnist() : generate(name, { examples: limit, noise }, config.seed);
  return prepareSplits(read, config.dataset, config.seed);
}

/** Trains in this thread, on the kernels that every machine has. */
export function train(given: Record<string, unknown>, options: RunJobOptions = {}): JobResult {
  return runJob(configOf(given), { splits: splitsOf, tier: 'relaxed', budgetBytes: 2 ** 26, ...options });
}
