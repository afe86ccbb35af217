import { describe, expect, test } from 'vitest';
import { append, batch, codesOf, columns } from '../../../../contracts/records.ts';
import { SMALL, tempMetrics } from '../temp-metrics.ts';

const seriesOf = (...keys: string[]) => ({ series: Object.fromEntries(keys.map((key) => [key, columns([[1, 1]])])) });

async function storeWithRoomForThree() {
  const store = tempMetrics({ ...SMALL, maxSeries: 3 });
  await store.addRun('a');
  await store.addRun('b');
  const send = async (seq: number, ...keys: string[]) =>
    codesOf(await append(store.metrics, 'a', batch(seq, seriesOf(...keys))))[0];
  return { ...store, send, keys: async () => Object.keys(await store.metrics.series('a')).sort() };
}

describe('a run that has all the series that it may', () => {
  test('takes points of those, and refuses a batch with another, of which nothing is stored', async () => {
    const { send, keys, metrics } = await storeWithRoomForThree();
    expect(await send(1, 'a', 'b')).toMatchObject({ acked: 1 });
    expect(await send(2, 'a', 'c', 'd')).toBe('bad_point');
    expect(await keys()).toEqual(['a', 'b']);
    expect(await send(2, 'a', 'c')).toMatchObject({ acked: 2 });
    expect(await send(3, 'd')).toBe('bad_point');
    expect(await send(3, 'a', 'b', 'c')).toMatchObject({ acked: 3 });
    expect(await keys()).toEqual(['a', 'b', 'c']);
    expect((await metrics.activity(['a'])).get('a')?.rev).toBe(3);
  });

  test('refuses another in the plain form too, by its name', async () => {
    const { send, metrics } = await storeWithRoomForThree();
    await send(1, 'a', 'b', 'c');
    await expect(metrics.appendPlain('a', { time: 1, metrics: { a: 1, 'train/d': 2 } })).rejects.toMatchObject({
      code: 'bad_point',
      message: expect.stringMatching(/at most 3 series.*"train\/d"/),
      details: { series: 'train/d' },
    });
    await metrics.appendPlain('a', { time: 1, metrics: { a: 1 } });
  });

  test('takes another once one was deleted, and other runs were never concerned', async () => {
    const { send, keys, metrics } = await storeWithRoomForThree();
    await send(1, 'a', 'b', 'c');
    expect(codesOf(await append(metrics, 'b', batch(1, seriesOf('d'))))).toMatchObject([{ acked: 1 }]);
    await metrics.deleteSeries('a', 'b');
    expect(await send(2, 'd')).toMatchObject({ acked: 2 });
    expect(await keys()).toEqual(['a', 'c', 'd']);
  });
});
