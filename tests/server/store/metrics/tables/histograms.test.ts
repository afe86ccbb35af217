import { expect, test } from 'vitest';
import { batch } from '../../../../contracts/records.ts';
import { fresh } from '../temp-metrics.ts';

const edges = Array.from({ length: 65 }, (_, index) => index / 32 - 1);

test('64 bins of 8,000 values take less than 150 bytes, their edges stored once', async () => {
  const counts = (step: number) =>
    edges.slice(1).map((edge) => Math.round(300 * Math.exp(-8 * edge * edge) + (step % 7)));
  const histograms = Array.from({ length: 100 }, (_, step) => {
    return { key: 'weights', step, time: 1000.5 + step, edges, counts: counts(step), mean: 0.1, std: 0.2 };
  });
  const { db, metrics } = await fresh();
  await metrics.append([{ run: 'a', batch: batch(1, { histograms }), receivedAt: 1 }]);
  expect(db.prepare('SELECT count(*) FROM histogram_edges').pluck().get()).toBe(1);
  expect(db.prepare('SELECT avg(length(data)) FROM histograms').pluck().get()).toBeLessThan(150);
});
