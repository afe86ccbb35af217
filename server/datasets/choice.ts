import type { FieldError } from '../../shared/errors.ts';
import { convolutionFault } from '../../shared/training/convolutions.ts';
import type { DatasetChoice, DatasetInfo, Task } from '../../shared/training/dataset.ts';
import type { Loss, TrainingConfig } from '../../shared/training/launch.ts';
import type { Network } from '../../shared/training/network.ts';

/** Of a job, what may not go with a dataset. */
export type LearnedBy = Pick<TrainingConfig, 'loss' | 'network'>;

const FOR_CLASSES: readonly Loss[] = ['cross-entropy', 'bce'];

/** What is wrong with learning a choice of that dataset in that way, field by field, before any file is read. */
export function faultsOf(choice: DatasetChoice, info: DatasetInfo, by?: LearnedBy): FieldError[] {
  const targets = info.columns ? targetFaults(choice, info.columns) : [];
  return [
    ...shareFaults(choice, info),
    ...targets,
    ...(by && targets.length === 0 ? lossFaults(taskOf(choice, info), by.loss) : []),
    ...(by ? networkFaults(by.network, info) : []),
  ];
}

function networkFaults(network: Network, { image }: DatasetInfo): FieldError[] {
  const message = convolutionFault(network, image);
  return message === null ? [] : [{ path: '/network/convolutions', message, value: network.convolutions }];
}

function taskOf({ target, task }: DatasetChoice, info: DatasetInfo): Task {
  if (!info.columns) return info.task;
  return task ?? info.columns.find(({ name }) => name === target)?.targetTask ?? info.task;
}

function lossFaults(task: Task, loss: Loss): FieldError[] {
  if (task === 'classification' || !FOR_CLASSES.includes(loss)) return [];
  return [
    { path: '/loss', message: 'must be auto or mse: this dataset has numbers to predict, not classes', value: loss },
  ];
}

function shareFaults({ validation, test, limit }: DatasetChoice, info: DatasetInfo): FieldError[] {
  const atHand = info.examples ?? Number.POSITIVE_INFINITY;
  const count = info.kind === 'generated' ? (limit ?? atHand) : Math.min(limit ?? atHand, atHand);
  const testShare = info.options.testShare ? test : 0;
  const left = count - Math.round(count * validation) - Math.round(count * testShare);
  if (left >= 1) return [];
  const rest = testShare > 0 ? ` beside a test share of ${test}` : '';
  return [
    { path: '/dataset/validation', message: `leaves none of ${count} examples to train on${rest}`, value: validation },
  ];
}

function targetFaults({ target, task }: DatasetChoice, columns: NonNullable<DatasetInfo['columns']>): FieldError[] {
  const path = '/dataset/target';
  const names = columns.map(({ name }) => name).join(', ');
  if (target === undefined) return [{ path, message: `is required for an uploaded CSV: one of ${names}` }];
  const column = columns.find(({ name }) => name === target);
  if (!column) return [{ path, message: `must be a column of the CSV: ${names}`, value: target }];
  if (column.type === 'text') {
    return [{ path, message: 'must not be text that is different in nearly every row', value: target }];
  }
  if (column.distinct < 2) return [{ path, message: 'must have at least two different values', value: target }];
  if (task === 'regression' && column.type !== 'number') {
    return [{ path, message: `must be a column of numbers for regression, not ${column.type}`, value: target }];
  }
  return [];
}
