import { describe, expect, test } from 'vitest';
import type { Change } from '../../server/ports/bus.ts';
import { until } from '../support/until.ts';
import { busAdapters } from './adapters.ts';
import { columns } from './records.ts';

const CHANGES: Change[] = [
  { type: 'commit', run: 'a', commit: { rev: 7, series: { loss: columns([[1, 'NaN']]) } } },
  { type: 'run', run: 'a' },
  { type: 'progress', run: 'a' },
  { type: 'edited', run: 'a' },
  { type: 'removed', run: 'ä/"1' },
  { type: 'metric-settings' },
  { type: 'alerts' },
];

describe.each(busAdapters)('Bus of $name', ({ open }) => {
  test.each(CHANGES)(
    'a $type change that is published until it arrives reaches every listener as it is',
    async (change) => {
      const { sender, receiver } = await open();
      const received: Change[][] = [[], []];
      for (const changes of received) receiver.subscribe((each) => void changes.push(each));
      await until(async () => {
        await sender.publish(change);
        return received.every((changes) => changes.length > 0);
      }, 'each listener received the change');
      expect(received.map(([first]) => first)).toEqual([change, change]);
    },
  );

  test('a listener that unsubscribed is not called again; the others are', async () => {
    const { sender, receiver } = await open();
    const received: Change[] = [];
    let isCalled = false;
    const unsubscribe = receiver.subscribe(() => {
      isCalled = true;
    });
    receiver.subscribe((change) => void received.push(change));
    unsubscribe();
    unsubscribe(); // a second time changes nothing
    await until(async () => {
      await sender.publish({ type: 'run', run: 'a' });
      return received.length > 0;
    }, 'the other listener received the change');
    expect(isCalled).toBe(false);
  });

  test('without a listener a change is published all the same', async () => {
    const { sender } = await open();
    await expect(sender.publish({ type: 'run', run: 'a' })).resolves.toBeUndefined();
  });
});
