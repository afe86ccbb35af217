import { describe, expect, test } from 'vitest';
import { flatten } from '../../../shared/config-paths.ts';
import { configRows } from '../../../web/runs/config-table.ts';

describe('settings side by side', () => {
  test('are flattened to dotted paths, lists and empty objects whole', () => {
    expect([...flatten({ a: { b: [1, 2], c: {} }, d: null })]).toEqual([
      ['a.b', [1, 2]],
      ['a.c', {}],
      ['d', null],
    ]);
  });

  test('differ when a value does or one is missing', () => {
    const rows = configRows([
      { a: 1, same: [1], only: 0 },
      { a: 2, same: [1] },
    ]);
    expect(rows.filter(({ differs }) => differs).map(({ path }) => path)).toEqual(['a', 'only']);
    expect(rows.find(({ path }) => path === 'only')?.values).toEqual([0, undefined]);
  });
});
