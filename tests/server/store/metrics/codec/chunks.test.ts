import { describe, expect, test } from 'vitest';
import { append, batch, columns } from '../../../../contracts/records.ts';
import { afterKill, fresh } from '../temp-metrics.ts';

describe('chunks', () => {
  const many = (from: number, count: number) =>
    columns(Array.from({ length: count }, (_, index) => [from + index, Math.sin(from + index)] as const));

  test('take over from the journal, filled one after the other', async () => {
    const { metrics, db } = await fresh();
    for (let seq = 1; seq <= 10; seq++) {
      await append(metrics, 'a', batch(seq, { series: { loss: many(seq * 10, 10) } }));
      if (seq % 3 === 0) await metrics.seal();
    }
    await metrics.close();
    expect(db.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(0);
    const firsts = db.prepare('SELECT first_step FROM chunks ORDER BY first_step').pluck().all();
    expect(firsts).toEqual([10, 42, 74, 106]);
  });

  test('that are damaged are noticed, and the others stay readable', async () => {
    const { metrics, db } = await fresh();
    await append(metrics, 'a', batch(1, { series: { loss: many(0, 100), other: many(0, 5) } }));
    await metrics.close();
    db.exec(`UPDATE chunks SET data = zeroblob(length(data)) WHERE series = 1`);
    const reopened = afterKill(db);
    const query = { runs: ['a'], keys: ['loss'], pixels: 3 };
    await expect(reopened.querySeries(query)).rejects.toThrow(/damaged/);
    expect(await reopened.querySeries({ ...query, keys: ['other'] })).toHaveLength(1);
  });
});
