import { expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { raceField } from '../../../web/race/race-field.ts';

const run = (state: Run['state']) => ({ state }) as Run;

test('a race of runs that have ended names their number alone', () => {
  expect(raceField([run('finished'), run('crashed')], [])).toEqual({
    text: '2 runs',
    isOver: true,
  });
});

test('a race whose runs train or wait says how many, and is not over', () => {
  const [done, trains, paused, waits] = [run('finished'), run('running'), run('paused'), run('queued')];
  expect(raceField([done, trains, paused], [waits])).toEqual({
    text: '3 runs · 2 still running · 1 waiting',
    isOver: false,
  });
  expect(raceField([done], [waits])).toEqual({ text: '1 run · 1 waiting', isOver: false });
});
