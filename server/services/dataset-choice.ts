import type { FieldError } from '../../shared/errors.ts';
import type { DatasetChoice, DatasetInfo } from '../../shared/training/dataset.ts';

/** What is wrong with a choice of that dataset, field by field, before any file is read. */
export function faultsOf(choice: DatasetChoice, info: DatasetInfo): FieldError[] {
  return [...shareFaults(choice, info), ...(info.columns ? targetFaults(choice, info.columns) : [])];
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
