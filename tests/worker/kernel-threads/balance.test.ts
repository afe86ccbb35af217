import { expect, test } from 'vitest';
import { createBalance } from '../../../worker/kernel-threads/balance.ts';

/** Notes calls of which this thread computed its half in `own` ms and then waited, for some 100 ms. */
function after(own: number, waited: number) {
  let time = 1;
  const balance = createBalance({ restMs: 500, now: () => time });
  for (let i = 0; i < 100 && !balance.isResting(); i++) {
    time += own + waited;
    balance.note(time - own - waited, time - waited);
  }
  const pass = (ms: number) => {
    time += ms;
  };
  return { balance, pass };
}

test('a second thread that is waited for longer than it saves rests for a while, and is tried again', () => {
  const { balance, pass } = after(1, 1.5);
  expect(balance.isResting()).toBe(true);
  pass(499);
  expect(balance.isResting()).toBe(true);
  pass(2);
  expect(balance.isResting()).toBe(false);
});

test('one that saves time goes on, though now and then it is late', () => {
  expect(after(1, 0.2).balance.isResting()).toBe(false);
  let time = 1;
  const balance = createBalance({ restMs: 500, now: () => time });
  for (let i = 0; i < 200; i++) {
    const waited = i % 20 === 0 ? 5 : 0;
    time += 1 + waited;
    balance.note(time - 1 - waited, time - waited);
    expect(balance.isResting()).toBe(false);
  }
});
