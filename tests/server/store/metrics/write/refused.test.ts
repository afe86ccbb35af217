import { expect, test } from 'vitest';
import { append, batch, codesOf, columns, LOSS } from '../../../../contracts/records.ts';
import { fresh } from '../temp-metrics.ts';

test('batches that the database refuses fail alone, and leave no trace in memory', async () => {
  const { metrics, addRun } = await fresh();
  await addRun('b');
  const broken = { kind: null, step: 1, time: 1, text: 'x' } as never;
  const outcomes = await metrics.append([
    { run: 'a', batch: batch(1, { series: LOSS }), receivedAt: 1 },
    {
      run: 'a',
      batch: batch(2, { series: { loss: columns([[2, 9]]), more: columns([[1, 1]]) }, events: [broken] }),
      receivedAt: 1,
    },
    { run: 'b', batch: batch(1, { series: LOSS }), receivedAt: 1 },
  ]);
  expect(codesOf(outcomes)).toEqual([
    { acked: 1, duplicate: false, rev: 1 },
    'internal',
    { acked: 1, duplicate: false, rev: 1 },
  ]);
  expect(Object.keys(await metrics.series('a'))).toEqual(['loss']);
  expect((await metrics.series('a')).loss?.count).toBe(1);
  expect(codesOf(await append(metrics, 'a', batch(2, { series: { loss: columns([[2, 9]]) } })))).toEqual([
    { acked: 2, duplicate: false, rev: 2 },
  ]);
});
