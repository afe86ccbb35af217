import { expect, test } from 'vitest';
import { append, batch, codesOf, columns, LOSS } from '../../../../contracts/records.ts';
import { fresh } from '../temp-metrics.ts';

const noise = (seq: number) =>
  columns(Array.from({ length: 5000 }, (_, index) => [seq * 5000 + index, Math.sin(index) * seq] as const));

test('a full disk refuses batches by that name and keeps answering; with space again, it goes on by itself', async () => {
  const { db, metrics, addRun } = await fresh();
  await addRun('b');
  await append(metrics, 'b', batch(1, { series: LOSS }));
  db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 20}`);

  let seq = 0;
  let code: unknown;
  do [code] = codesOf(await append(metrics, 'a', batch(++seq, { series: { noise: noise(seq) } })));
  while (code !== 'disk_full' && seq < 100);
  expect(code).toBe('disk_full');

  expect((await metrics.series('a')).noise?.count).toBe((seq - 1) * 5000);
  const [answer] = await metrics.querySeries({ runs: ['a'], keys: ['noise'], pixels: 10 });
  expect(answer?.points).toBe((seq - 1) * 5000);
  expect((await metrics.activity(['a'])).get('a')?.rev).toBe(seq - 1);
  await expect(metrics.appendPlain('a', { time: 1, metrics: Object.fromEntries(manyKeys()) })).rejects.toMatchObject({
    code: 'disk_full',
  });
  await metrics.seal();

  db.pragma('max_page_count = 1000000');
  expect(codesOf(await append(metrics, 'a', batch(seq, { series: { noise: noise(seq) } })))).toEqual([
    { acked: seq, duplicate: false, rev: seq },
  ]);
  expect((await metrics.series('a')).noise?.count).toBe(seq * 5000);
  expect(Object.keys(await metrics.series('a'))).toEqual(['noise']);
});

const manyKeys = () => Array.from({ length: 20_000 }, (_, index) => [`key ${index}`, index] as const);
