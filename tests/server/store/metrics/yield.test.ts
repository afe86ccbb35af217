import { expect, test } from 'vitest';
import { createYield } from '../../../../server/store/metrics/yield.ts';

async function orderWith(maxHoldMs: number) {
  const order: string[] = [];
  const yieldIfDue = createYield(maxHoldMs);
  setImmediate(() => order.push('other'));
  await yieldIfDue();
  order.push('own');
  return order;
}

test('other work runs first once the event loop was held long enough, and not before', async () => {
  expect(await orderWith(0)).toEqual(['other', 'own']);
  expect(await orderWith(Number.POSITIVE_INFINITY)).toEqual(['own']);
});
