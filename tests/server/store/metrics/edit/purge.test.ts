import { expect, test } from 'vitest';
import { append, batch, columns, LOSS } from '../../../../contracts/records.ts';
import { fresh } from '../temp-metrics.ts';

test('purging a run leaves nothing of it, nor the space it took', async () => {
  const { metrics, runs, db, addRun } = await fresh();
  await addRun('keep');
  await append(metrics, 'keep', batch(1, { series: LOSS }));
  const fill = (run: string) => {
    const noise = Array.from({ length: 50_000 }, (_, step) => [step, Math.random()] as const);
    const logs = Array.from({ length: 2000 }, () => ({ time: 1, level: 'info' as const, text: 'x'.repeat(200) }));
    const histograms = Array.from({ length: 200 }, (_, step) => ({
      key: 'w',
      step,
      time: 1,
      edges: [0, 1, 2],
      counts: [step, 2],
    }));
    return append(metrics, run, batch(1, { series: { noise: columns(noise) }, logs, histograms }));
  };
  await metrics.close();
  const pages = () => db.pragma('page_count', { simple: true }) as number;
  const before = pages();
  await fill('a');
  await metrics.seal();
  await append(metrics, 'a', batch(2, { series: LOSS }));
  const full = pages();
  await metrics.purgeRun('a');
  await runs.purgeRun('a');
  expect(full).toBeGreaterThan(before + 50);
  expect(pages()).toBeLessThanOrEqual(before + 2);
  await expect(metrics.series('a')).rejects.toMatchObject({ code: 'not_found' });
  expect((await metrics.series('keep')).loss?.count).toBe(1);
});
