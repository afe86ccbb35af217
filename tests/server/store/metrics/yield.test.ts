import { expect, test } from 'vitest';
import { createTurns } from '../../../../server/store/metrics/yield.ts';

async function orderWith(turnMs: number) {
  const order: string[] = [];
  const othersFirst = createTurns(turnMs);
  setImmediate(() => order.push('other'));
  await othersFirst();
  order.push('own');
  return order;
}

test('others go first once a turn has lasted long enough, and not before', async () => {
  expect(await orderWith(0)).toEqual(['other', 'own']);
  expect(await orderWith(Number.POSITIVE_INFINITY)).toEqual(['own']);
});
