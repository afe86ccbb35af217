import { TrainingConfig } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import { generate } from '../data/generate.ts';
import { prepareSplits } from '../data/prepare.ts';
import { Engine } from '../engine/tensor.ts';
import { runJob } from '../jobs/run-job.ts';
import { hostKernels } from '../kernel-loading/load-kernels.ts';
import type { CompiledKernels } from '../kernel-loading/tiers.ts';
import './train.ts'; // the code of a training is what takes longest to load

const BUDGET_BYTES = 2 ** 22;
const STEPS = 3;

/** The thread's entry point before its first run: loads all code and runs it once on a few made-up examples, of which nothing stays. */
export default function makeReady({ kernels }: { kernels: CompiledKernels }): void {
  const config = withDefaults<TrainingConfig>(TrainingConfig, {
    dataset: { name: 'moons', limit: 64 },
    length: { unit: 'steps', count: STEPS },
    layersEvery: 1,
    histogramEvery: 1,
  });
  const { dataset, seed } = config;
  runJob(config, {
    splits: () =>
      prepareSplits(generate(dataset.name, { examples: dataset.limit, noise: undefined }, seed), dataset, seed),
    engine: new Engine(hostKernels(kernels, BUDGET_BYTES)),
  });
}
