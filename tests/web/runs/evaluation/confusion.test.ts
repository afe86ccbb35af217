import { expect, test } from 'vitest';
import { confusionRows } from '../../../../web/runs/evaluation/confusion.ts';

test('each row is shares of its true class, whatever its size; a class without examples has none', () => {
  const rows = confusionRows([
    [90, 10, 0],
    [1, 1, 2],
    [0, 0, 0],
  ]);

  expect(rows.map(({ total, recall }) => [total, recall])).toEqual([
    [100, 0.9],
    [4, 0.25],
    [0, null],
  ]);
  expect(rows.map(({ cells }) => cells.map(({ share }) => share))).toEqual([
    [0.9, 0.1, 0],
    [0.25, 0.25, 0.5],
    [0, 0, 0],
  ]);
});
