import { convolutionFault } from '../../shared/training/convolutions.ts';
import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { LaunchRequest, type TrainingConfig } from '../../shared/training/launch.ts';
import { type Optimizer, WHOLE_SET } from '../../shared/training/optimizer.ts';
import { parameterCount } from '../../shared/training/parameter-count.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { type PlannedLayer, plannedLayers } from './planned-layers.ts';

/** The size of a training, as far as it is known before the data is read. */
export interface Plan {
  layers: PlannedLayer[];
  parameters: number;
  trainExamples: number;
  stepsPerEpoch: number;
  totalSteps: number;
  epochs: number;
}

const FLOAT_BYTES = 4;

/** Null while the dataset's size is not known, or a setting is not valid. */
export function planOf(config: TrainingConfig, dataset: DatasetInfo | undefined): Plan | null {
  if (!dataset?.examples || !dataset.features || fieldErrors(LaunchRequest, config).length > 0) return null;
  const asked = config.dataset.limit ?? dataset.options.limit;
  const limited = dataset.kind === 'generated' ? asked : Math.min(dataset.examples, asked);
  const held = Number(config.dataset.validation) + (dataset.options.testShare ? Number(config.dataset.test) : 0);
  const trainExamples = Math.max(1, Math.round(limited * (1 - held)));
  if (convolutionFault(config.network, dataset.image)) return null;

  const outputs = dataset.task === 'classification' ? (dataset.classes ?? 2) : 1;
  const shape = { features: dataset.features, outputs, image: dataset.image };
  const stepsPerEpoch = stepsOf(config, trainExamples);
  const byEpochs = config.length.unit === 'epochs';
  const totalSteps = byEpochs ? config.length.count * stepsPerEpoch : config.length.count;
  return {
    layers: plannedLayers(config.network, shape),
    parameters: parameterCount(config.network, shape),
    trainExamples,
    stepsPerEpoch,
    totalSteps,
    epochs: totalSteps / stepsPerEpoch,
  };
}

/** A plan for each optimizer, which decides how many steps an epoch has; none while one of them is not known. */
export function plansOf(
  config: TrainingConfig,
  optimizers: readonly Optimizer[],
  dataset: DatasetInfo | undefined,
): Plan[] {
  const plans = optimizers.map((optimizer) => planOf({ ...config, optimizer }, dataset));
  return plans.every((plan) => plan !== null) ? plans : [];
}

export function parameterBytes(plan: Plan): number {
  return plan.parameters * FLOAT_BYTES;
}

function stepsOf({ optimizer, batchSize, lastBatch }: TrainingConfig, examples: number): number {
  if (WHOLE_SET.includes(optimizer.name)) return 1;
  const whole = examples / Math.max(1, Math.min(batchSize, examples));
  return lastBatch === 'drop' ? Math.floor(whole) : Math.ceil(whole);
}
