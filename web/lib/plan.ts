import type { DatasetInfo } from '../../shared/training/dataset.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { parameterCount } from '../../shared/training/parameter-count.ts';

/** What a launch would do, as far as it can be told before the data is read. */
export interface Plan {
  /** Widths from input to output. */
  widths: number[];
  parameters: number;
  trainExamples: number;
  stepsPerEpoch: number;
  totalSteps: number;
  epochs: number;
}

const FLOAT_BYTES = 4;

/** Null while the dataset's size or the config is not known well enough. */
export function planOf(config: TrainingConfig, dataset: DatasetInfo | undefined): Plan | null {
  if (!dataset?.examples || !dataset.features) return null;
  const asked = config.dataset.limit ?? dataset.options.limit;
  const limited = dataset.kind === 'generated' ? asked : Math.min(dataset.examples, asked);
  const held = Number(config.dataset.validation) + (dataset.options.testShare ? Number(config.dataset.test) : 0);
  const trainExamples = Math.max(1, Math.round(limited * (1 - held)));
  const outputs = dataset.task === 'classification' ? (dataset.classes ?? 2) : 1;
  const widths = [dataset.features, ...config.network.hidden.map(Number), outputs];
  if (![...widths, trainExamples, config.batchSize, config.length.count].every(Number.isFinite)) return null;

  const { features, image } = dataset;
  const parameters = parameterCount(config.network, { features, outputs, image });
  const batch = config.optimizer.name === 'gd' ? trainExamples : Math.min(config.batchSize, trainExamples);
  const stepsPerEpoch = Math.ceil(trainExamples / Math.max(1, batch));
  const byEpochs = config.length.unit === 'epochs';
  const totalSteps = byEpochs ? config.length.count * stepsPerEpoch : config.length.count;
  return { widths, parameters, trainExamples, stepsPerEpoch, totalSteps, epochs: totalSteps / stepsPerEpoch };
}

export function parameterBytes(plan: Plan): number {
  return plan.parameters * FLOAT_BYTES;
}
