import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSeenTime } from '../../../server/store/seen-time.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const START = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A machine whose clock can be set; `days` gives the seen time in days since the first start. */
function machine() {
  const folder = temporaryFolder();
  const state = { clock: START, even: 500 };
  const start = () => createSeenTime({ folder, now: () => state.clock, elapsed: () => state.even });
  let seen = start();
  return {
    folder,
    days: () => (seen.now() - START) / DAY_MS,
    pass(ms: number) {
      state.clock += ms;
      state.even += ms;
    },
    setClock(byMs: number) {
      state.clock += byMs;
    },
    restart(awayMs = 0) {
      state.clock += awayMs;
      state.even = 0;
      seen = start();
    },
  };
}

test('time is seen as the clock goes, over restarts too', () => {
  const { days, pass, restart } = machine();
  pass(3 * DAY_MS);
  expect(days()).toBe(3);
  restart(DAY_MS / 2);
  expect(days()).toBe(3.5);
});

test('a clock that is set ahead is followed at three times the speed of time, and by a day at a start', () => {
  const { days, pass, setClock, restart } = machine();
  setClock(30 * DAY_MS);
  expect(days()).toBe(0);
  pass(DAY_MS);
  expect(days()).toBe(3);
  restart();
  expect(days()).toBe(4);
  setClock(-30 * DAY_MS);
  pass(DAY_MS);
  expect(days()).toBe(4); // until the clock has come so far
});

test('a clock that is set back lets it stand still, and nothing is lost when that is put right', () => {
  const { days, pass, setClock } = machine();
  pass(2 * DAY_MS);
  expect(days()).toBe(2);
  setClock(-365 * DAY_MS);
  pass(DAY_MS);
  expect(days()).toBe(2);
  setClock(365 * DAY_MS);
  pass(DAY_MS);
  expect(days()).toBe(4);
});

test('after a long time away it catches up', () => {
  const { days, pass, restart } = machine();
  expect(days()).toBe(0);
  restart(5 * DAY_MS);
  expect(days()).toBe(1);
  pass(DAY_MS);
  expect(days()).toBe(4);
  pass(DAY_MS);
  expect(days()).toBe(7);
  pass(DAY_MS);
  expect(days()).toBe(8);
});

test.each(['', 'x', 'NaN'])('a file that holds "%s" counts as none', (content) => {
  const { folder, days, restart } = machine();
  writeFileSync(join(folder, 'seen-time'), content);
  restart(DAY_MS);
  expect(days()).toBe(1);
});
