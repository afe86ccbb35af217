import { expect, test } from 'vitest';
import { uploadInfo } from '../../../server/datasets/info.ts';
import type { Column } from '../../../shared/training/dataset.ts';

const column: Column = { name: 'x', type: 'number', distinct: 1, missing: 0, examples: [], targetTask: 'regression' };

test.each([
  [1, 1, '1 row and 1 column, uploaded today.'],
  [2, 2, '2 rows and 2 columns, uploaded today.'],
])('an upload of %i rows and %i columns is described so', (rows, width, description) => {
  const columns = Array(width).fill(column);
  const reading = { delimiter: ',', header: true, rows, columns, badRows: [], badRowCount: 0, notes: [] };
  const inspection = { ...reading, preview: { lines: [], rows: [] } };
  const upload = { name: 'small', file: '', bytes: 1, sha256: '', uploadedAt: 'today', inspection };
  expect(uploadInfo(upload).description).toBe(description);
});
