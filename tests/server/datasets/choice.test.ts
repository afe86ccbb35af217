import { expect, test } from 'vitest';
import { faultsOf } from '../../../server/datasets/choice.ts';
import { uploadInfo } from '../../../server/datasets/info.ts';
import type { Column, DatasetChoice } from '../../../shared/training/dataset.ts';

const column = (name: string, type: Column['type'], distinct: number, missing = 0): Column => {
  return { name, type, distinct, missing, examples: [], targetTask: 'classification' };
};

/** An upload whose rows have 1,000 inputs beside the target, which 50 of them lack. */
function upload(rows: number) {
  const columns = [
    column('x', 'number', 1001),
    column('kind', 'category', 999),
    column('note', 'text', 1001),
    column('y', 'category', 2, 50),
  ];
  const reading = { delimiter: ',', header: true, rows, columns, badRows: [], badRowCount: 0, notes: [] };
  const inspection = { ...reading, preview: { lines: [], rows: [] } };
  return uploadInfo({ name: 'large', file: '', bytes: 1, sha256: '', uploadedAt: '', inspection });
}
const choose = (more: Partial<DatasetChoice> = {}): DatasetChoice => {
  return { name: 'large', target: 'y', validation: 0.1, test: 0.1, scaling: 'standardize', ...more };
};

/** 1 GiB of 1,000 inputs of 8 bytes. */
const MOST = 134_217;

test.each([
  ['as many rows as there is room for', MOST + 50, {}, []],
  ['one row more', MOST + 51, {}, [MOST + 51 - 50]],
  ['more rows, of which few are used', 10 * MOST, { limit: MOST }, []],
  ['more rows, of which too many are used', 10 * MOST, { limit: MOST + 1 }, [MOST + 1]],
])('a launch on an upload with %s is judged before the file is read', (_, rows, choice, values) => {
  const faults = faultsOf(choose(choice), upload(rows));
  expect(faults).toEqual(
    values.map((value) => ({
      path: '/dataset/limit',
      message: `must be at most ${MOST}: 1000 inputs a row may take 1024 MiB (8 bytes each)`,
      value,
    })),
  );
});
