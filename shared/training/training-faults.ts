import type { FieldError } from '../errors.ts';
import { convolutionSizes } from './convolutions.ts';
import type { TrainingConfig } from './launch.ts';
import { EVALUATION_BATCH, leastTensorBytes, TENSOR_BUDGET_BYTES } from './memory.ts';
import { searchesLine, WHOLE_SET } from './optimizer.ts';
import type { DataShape } from './parameter-count.ts';

/** What is known of the data before it is read; null where it is not. */
export interface TrainingData {
  /** Examples to train on. */
  examples: number | null;
  shape: DataShape | null;
}

/** The settings that cannot work together, or not with the data: each would end in a failed run, or in one that learns nothing. */
export function trainingFaults(config: TrainingConfig, data: TrainingData): FieldError[] {
  return [
    ...searchFaults(config),
    ...warmupFaults(config, data),
    ...batchNormFaults(config, data),
    ...memoryFaults(config, data),
  ];
}

/** A search compares losses along a line: they must be of one function, and the gradient that of this function. */
function searchFaults(config: TrainingConfig): FieldError[] {
  if (!searchesLine(config.optimizer)) return [];
  const clipped = (['clipNorm', 'clipValue'] as const).filter((name) => config[name] > 0);
  const search = 'must be 0 for an optimizer with a line search';
  return [
    ...clipped.map((name) => ({
      path: `/${name}`,
      message: `${search}, which needs the gradient whole`,
      value: config[name],
    })),
    ...(config.network.dropout > 0
      ? [
          {
            path: '/network/dropout',
            message: `${search}: with dropout each evaluation is of another function`,
            value: config.network.dropout,
          },
        ]
      : []),
  ];
}

function warmupFaults(config: TrainingConfig, data: TrainingData): FieldError[] {
  const { warmup, unit } = config.schedule;
  const { length } = config;
  const perEpoch = stepsPerEpoch(config, data);
  const inUnit = length.unit === `${unit}s` ? 1 : unit === 'epoch' ? 1 / (perEpoch ?? 0) : (perEpoch ?? Infinity);
  const units = length.count * inUnit;
  if (warmup <= units) return [];
  const most = Math.floor(units).toLocaleString('en');
  const message = `must be at most ${most}, the ${unit}s of the run: the learning rate would never be reached`;
  return [{ path: '/schedule/warmup', message, value: warmup }];
}

function batchNormFaults(config: TrainingConfig, data: TrainingData): FieldError[] {
  if (!normalizesVectors(config, data)) return [];
  const { batchSize, lastBatch, length, optimizer } = config;
  if (WHOLE_SET.includes(optimizer.name)) return [];
  if (batchSize === 1) {
    const message = 'must be at least 2 with batch normalization, which needs several examples';
    return [{ path: '/batchSize', message, value: batchSize }];
  }
  const { examples } = data;
  const perEpoch = stepsPerEpoch(config, data);
  if (examples === null || perEpoch === null || lastBatch === 'drop' || examples % batchSize !== 1) return [];
  const isReached = length.unit === 'epochs' || length.count >= perEpoch;
  if (!isReached || examples === 1) return [];
  const message =
    `must be drop with batch normalization, or the batch size another: ${examples.toLocaleString('en')} examples in ` +
    `batches of ${batchSize} leave a last one of 1`;
  return [{ path: '/lastBatch', message, value: lastBatch }];
}

/** Whether batch normalization is applied to single numbers of an example; images have several of each channel. */
function normalizesVectors({ network }: TrainingConfig, { shape }: TrainingData): boolean {
  if (network.normalization !== 'batch') return false;
  const sizes = shape?.image ? convolutionSizes(network, shape.image) : [];
  return network.hidden.length > 0 || sizes.some(({ convolved: [height, width] }) => height * width === 1);
}

function memoryFaults(config: TrainingConfig, { examples, shape }: TrainingData): FieldError[] {
  if (!shape) return [];
  const isWholeSet = WHOLE_SET.includes(config.optimizer.name);
  const size = isWholeSet ? (examples ?? 1) : Math.min(config.batchSize, examples ?? config.batchSize);
  const batch = Math.max(size, Math.min(EVALUATION_BATCH, examples ?? 1));
  const bytes = leastTensorBytes(config, shape, batch);
  if (bytes.lasting + bytes.batch <= TENSOR_BUDGET_BYTES) return [];
  const needs = `needs at least ${gibibytes(bytes.lasting + bytes.batch)}`;
  const limit = `a training has ${gibibytes(TENSOR_BUDGET_BYTES)}`;
  if (bytes.lasting > TENSOR_BUDGET_BYTES || batch !== size) {
    const layers = config.network.hidden.length > 0 ? 'hidden' : 'convolutions';
    const value = config.network[layers];
    return [{ path: `/network/${layers}`, message: `${needs} of memory, and ${limit}: choose narrower layers`, value }];
  }
  return isWholeSet
    ? [
        {
          path: '/optimizer/name',
          message: `${needs} of memory with all ${size.toLocaleString('en')} examples at once, and ${limit}`,
          value: config.optimizer.name,
        },
      ]
    : [
        {
          path: '/batchSize',
          message: `${needs} of memory, and ${limit}: choose a smaller one`,
          value: config.batchSize,
        },
      ];
}

/** Null where the number of examples is not known. */
function stepsPerEpoch({ optimizer, batchSize, lastBatch }: TrainingConfig, { examples }: TrainingData): number | null {
  if (WHOLE_SET.includes(optimizer.name)) return 1;
  if (examples === null) return null;
  const whole = examples / Math.min(batchSize, examples);
  return lastBatch === 'drop' ? Math.floor(whole) : Math.ceil(whole);
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
