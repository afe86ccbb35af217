import { expect, test } from 'vitest';
import { fresh } from '../../server/store/metrics/temp-metrics.ts';
import { randomFrom } from '../../support/random.ts';
import { append, batch, columns } from '../records.ts';

test('every point comes back once, in order and as last written, page by page, from chunks and journal alike', async () => {
  const random = randomFrom(7);
  const { metrics } = await fresh();
  const written = new Map<number, number>();
  for (let seq = 1; seq <= 30; seq++) {
    const points = Array.from({ length: 20 }, () => [Math.floor(random() * 400), random()] as const);
    for (const [step, value] of points) written.set(step, value);
    await append(metrics, 'a', batch(seq, { series: { loss: columns(points) } }));
    if (seq % 7 === 0) await metrics.seal();
  }
  const expected = [...written].sort(([a], [b]) => a - b);

  for (const limit of [1, 7, 32, 1000]) {
    const found: [number, number][] = [];
    for (let after = -1; ; after = found.at(-1)?.[0] ?? 0) {
      const { step, time, value } = await metrics.points('a', 'loss', { after, limit });
      expect(step.length).toBeLessThanOrEqual(limit);
      if (step.length === 0) break;
      expect([...time]).toEqual([...step].map((each) => 1000 + each));
      found.push(...[...step].map((each, index): [number, number] => [each, value[index] ?? Number.NaN]));
    }
    expect(found).toEqual(expected);
  }
});

test('a series that is not there has none', async () => {
  const { metrics } = await fresh();
  expect((await metrics.points('a', 'loss', { after: -1, limit: 10 })).step).toHaveLength(0);
});
