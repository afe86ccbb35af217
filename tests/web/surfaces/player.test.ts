import { expect, test } from 'vitest';
import { Player } from '../../../web/surfaces/player.svelte.ts';

/** Steps that are shown on a screen whose pictures come when they are asked for. */
function film(count: number) {
  let next: ((time: number) => void) | null = null;
  let stopped = 0;
  const shown = { place: 0 };
  const go = (place: number) => {
    shown.place = place;
  };
  const onStop = () => {
    stopped += 1;
  };
  const clock = {
    request(callback: (time: number) => void) {
      next = callback;
      return 1;
    },
    cancel() {
      next = null;
    },
  };
  const player = new Player({ count: () => count, place: () => shown.place, go, onStop }, clock);
  return { player, shown, at: (time: number) => next?.(time), stops: () => stopped };
}

test('steps come as fast as was asked for, however often the screen is drawn', () => {
  const { player, shown, at } = film(100);
  player.speed = 20;
  player.toggle();
  for (let time = 1; time <= 1001; time += 25) at(time);
  expect(shown.place).toBe(20);
});

test('a film ends at its last step and begins anew from there', () => {
  const { player, shown, at, stops } = film(5);
  player.speed = 1000;
  player.toggle();
  for (const time of [1, 2, 9]) at(time);
  expect(shown.place).toBe(4);
  expect([player.playing, stops()]).toEqual([false, 1]);
  player.toggle();
  expect([player.playing, shown.place]).toEqual([true, 0]);
});

test('one step alone is not played', () => {
  const { player } = film(1);
  player.toggle();
  expect(player.playing).toBe(false);
});
