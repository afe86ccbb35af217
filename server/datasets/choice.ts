import type { FieldError } from '../../shared/errors.ts';
import { convolutionFault } from '../../shared/training/convolutions.ts';
import type { Column, DatasetChoice, DatasetInfo, Task } from '../../shared/training/dataset.ts';
import type { Loss, TrainingConfig } from '../../shared/training/launch.ts';
import { INPUT_BYTES, MAX_INPUT_BYTES } from '../../shared/training/memory.ts';
import type { Network } from '../../shared/training/network.ts';
import { type TrainingData, trainingFaults } from '../../shared/training/training-faults.ts';

const FOR_CLASSES: readonly Loss[] = ['cross-entropy', 'bce'];

/** What is wrong with learning a choice of that dataset in that way, field by field, before any file is read. */
export function faultsOf(choice: DatasetChoice, info: DatasetInfo, by?: TrainingConfig): FieldError[] {
  const targets = info.columns ? targetFaults(choice, info.columns) : [];
  const size = info.columns && targets.length === 0 ? sizeFaults(choice, info, info.columns) : [];
  const shares = shareFaults(choice, info);
  const network = by ? networkFaults(by.network, info) : [];
  return [
    ...shares,
    ...targets,
    ...size,
    ...(by && targets.length === 0 ? lossFaults(taskOf(choice, info), by.loss) : []),
    ...network,
    ...(by ? trainingFaults(by, shares.length + network.length > 0 ? UNKNOWN : dataOf(choice, info)) : []),
  ];
}

const UNKNOWN: TrainingData = { examples: null, shape: null };

/** What a training depends on; of an upload, the rows and columns left depend on what is read. */
function dataOf(choice: DatasetChoice, info: DatasetInfo): TrainingData {
  if (info.kind === 'upload') return UNKNOWN;
  const left = trainExamples(choice, info);
  const { features, classes, image, task } = info;
  const outputs = task === 'classification' ? classes : 1;
  return {
    examples: Number.isFinite(left) ? left : null,
    shape: features !== null && outputs !== null ? { features, outputs, image } : null,
  };
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

function shareFaults(choice: DatasetChoice, info: DatasetInfo): FieldError[] {
  if (!(trainExamples(choice, info) < 1)) return [];
  const { validation, test } = choice;
  const rest = info.options.testShare && test > 0 ? ` beside a test share of ${test}` : '';
  const message = `leaves none of ${examplesOf(choice, info)} examples to train on${rest}`;
  return [{ path: '/dataset/validation', message, value: validation }];
}

/** Examples left to train on; not finite where it is not known how many there are. */
function trainExamples(choice: DatasetChoice, info: DatasetInfo): number {
  const count = examplesOf(choice, info);
  const testShare = info.options.testShare ? choice.test : 0;
  return count - Math.round(count * choice.validation) - Math.round(count * testShare);
}

function examplesOf({ limit }: DatasetChoice, info: DatasetInfo): number {
  const atHand = info.examples ?? Number.POSITIVE_INFINITY;
  return info.kind === 'generated' ? (limit ?? atHand) : Math.min(limit ?? atHand, atHand);
}

/** Inputs of an upload for which a training thread would not have room. */
function sizeFaults(choice: DatasetChoice, info: DatasetInfo, columns: readonly Column[]): FieldError[] {
  const missing = columns.find(({ name }) => name === choice.target)?.missing ?? 0;
  const rows = Math.min(choice.limit ?? Number.POSITIVE_INFINITY, (info.examples ?? 0) - missing);
  const inputs = columns.filter(({ name }) => name !== choice.target).reduce((sum, each) => sum + inputsOf(each), 0);
  const mostRows = Math.floor(MAX_INPUT_BYTES / INPUT_BYTES / inputs);
  if (rows <= mostRows) return [];
  const most = MAX_INPUT_BYTES / 2 ** 20;
  const message = `must be at most ${mostRows}: ${inputs} inputs a row may take ${most} MiB (${INPUT_BYTES} bytes each)`;
  return [{ path: '/dataset/limit', message, value: choice.limit ?? rows }];
}

function inputsOf({ type, distinct }: Column): number {
  if (type === 'text') return 0;
  return type === 'number' ? 1 : distinct;
}

function targetFaults({ target, task }: DatasetChoice, columns: readonly Column[]): FieldError[] {
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
