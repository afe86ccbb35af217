import { expect, test } from 'vitest';
import { inspectCsv } from '../../../worker/data/inspect.ts';
import { readThrough } from '../../../worker/data/passes.ts';
import { CSV_FILES } from '../../fixtures/csv/files.ts';
import { tempFile } from './temp-files.ts';

test('there are at least sixty small files, each with a name of its own', () => {
  expect(CSV_FILES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CSV_FILES.map(({ name }) => name)).size).toBe(CSV_FILES.length);
});

test.each(CSV_FILES)('a file with $name is read as it is meant', async (file) => {
  const path = tempFile('file.csv', file.text);
  const { delimiter, header, columns, rows, badRows, notes } = await readThrough(path, inspectCsv());
  const of = (name: string) => columns.find((column) => column.name === name);

  expect(columns.map(({ name, type }) => `${name}:${type}`)).toEqual(file.columns);
  expect(rows).toBe(file.rows);
  expect(badRows.map(({ line }) => line)).toEqual(file.bad ?? []);
  expect(header).toBe(file.header ?? true);
  if (file.delimiter !== undefined) expect(delimiter).toBe(file.delimiter);
  for (const [name, values] of Object.entries(file.values ?? {})) expect(of(name)?.examples).toEqual(values);
  for (const [name, count] of Object.entries(file.missing ?? {}))
    expect([name, of(name)?.missing]).toEqual([name, count]);
  expect(notes).toEqual((file.notes ?? []).map((part) => expect.stringContaining(part)));
});
