import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { expect, test } from 'vitest';
import { type Column, columnOf } from '../../../web/run-table/columns.ts';
import { runsAsParquet } from '../../../web/run-table/runs-as-parquet.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const directionOf = () => 'lower' as const;

test('runs as Parquet have numbers, times and texts as they are, and nothing where a run has nothing', async () => {
  const ids = ['name', 'seed', 'createdAt', 'endedAt', 'config.lr', 'config.mixed', 'config.none', 'summary.loss.last'];
  const columns = ids.map((id) => columnOf(id, directionOf) as Column);
  const odd = (last: number | 'NaN' | 'Infinity' | '-Infinity') => ({ loss: { ...aSummary(0.5, 0.1), last } });
  const runs = [
    aRun({ name: '7', seed: 2 ** 53 - 1, config: { lr: 0.1, mixed: 1 }, summary: odd('NaN') }),
    aRun({ name: 'naïve | "a"\n\u{1f600}', seed: null, config: { mixed: 'two' }, summary: odd('-Infinity') }),
    aRun({ name: '', config: { lr: 5e-324 }, summary: odd('Infinity'), endedAt: '2026-01-31T12:00:00.125Z' }),
    aRun({ config: { lr: -0 }, summary: {} }),
  ];

  const file = runsAsParquet(runs, columns, directionOf, 0);

  const rows = await parquetReadObjects({ file });
  const column = (id: string) => rows.map((row) => row[id]);
  expect(column('name')).toEqual(['7', 'naïve | "a"\n\u{1f600}', null, runs[3]?.name]);
  expect(column('seed').slice(0, 2)).toEqual([2 ** 53 - 1, null]);
  expect(column('createdAt')[0]).toEqual(new Date(runs[0]?.createdAt ?? ''));
  expect(column('endedAt')[2]).toEqual(new Date('2026-01-31T12:00:00.125Z'));
  expect(column('config.lr')).toEqual([0.1, null, 5e-324, -0]);
  expect(column('config.mixed')).toEqual(['1', 'two', null, null]);
  expect(column('config.none')).toEqual([null, null, null, null]);
  expect(column('summary.loss.last')).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, null]);
  const types = parquetSchema(parquetMetadata(file)).children.map(({ element }) => element.type);
  expect(types).toEqual(['BYTE_ARRAY', 'DOUBLE', 'INT64', 'INT64', 'DOUBLE', 'BYTE_ARRAY', 'BYTE_ARRAY', 'DOUBLE']);
});
