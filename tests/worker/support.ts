import type { Batch } from '../../shared/ingest.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { TrainingConfig } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import type { Splits } from '../../worker/data/examples.ts';
import { generate } from '../../worker/data/generate.ts';
import { readMnist } from '../../worker/data/mnist.ts';
import { prepareSplits } from '../../worker/data/prepare.ts';
import { Engine } from '../../worker/engine/tensor.ts';
import { loadTier } from '../../worker/kernel-loading/load-kernels.ts';
import type { Tier } from '../../worker/kernel-loading/tiers.ts';
import { Recorder } from '../../worker/training/recorder.ts';
import { type Outcome, type TrainerOptions, trainModel } from '../../worker/training/trainer.ts';

export function configOf(given: Record<string, unknown>): TrainingConfig {
  return withDefaults<TrainingConfig>(TrainingConfig, { dataset: { name: 'moons' }, ...given });
}

export function splitsOf(config: TrainingConfig): Splits {
  const { name, limit, noise } = config.dataset;
  const read = name === 'mnist' ? readMnist() : generate(name, { examples: limit, noise }, config.seed);
  return prepareSplits(read, config.dataset, config.seed);
}

/** What a training recorded, series by series. */
export interface Story {
  outcome: Outcome;
  batches: Batch[];
  series: Record<string, number[]>;
  steps: Record<string, number[]>;
}

/** Trains in this thread, with a clock that stands still. */
export function train(
  given: Record<string, unknown>,
  options: Partial<TrainerOptions> & { tier?: Tier; now?: () => number } = {},
): Story {
  const config = configOf(given);
  const host = loadTier(options.tier ?? 'relaxed', 2 ** 26);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  const batches: Batch[] = [];
  const { now = () => 1000 } = options;
  const recorder = new Recorder({ writer: 'w', attempt: 1, send: (batch) => batches.push(batch), now });
  const outcome = trainModel(config, splitsOf(config), {
    engine: new Engine(host),
    recorder,
    shouldStop: () => false,
    onStep: () => {},
    clock: () => 0,
    ...options,
  });
  recorder.flush();

  const [series, steps]: [Story['series'], Story['steps']] = [{}, {}];
  for (const batch of batches) {
    for (const [key, columns] of Object.entries(batch.series ?? {})) {
      series[key] = [...(series[key] ?? []), ...columns.value.map(fromJsonNumber)];
      steps[key] = [...(steps[key] ?? []), ...columns.step];
    }
  }
  return { outcome, batches, series, steps };
}
