import { expect, test } from 'vitest';
import { createInterest } from '../../../server/live/interest.ts';
import type { WatchMessage } from '../../../shared/live.ts';

const ANY = { after: 0, series: [], logs: false, histograms: false };
const runs = (...ids: string[]): Pick<WatchMessage, 'list' | 'runs'> => ({
  list: false,
  runs: Object.fromEntries(ids.map((id) => [id, ANY])),
});

test('a run is watched as long as any page watches it', () => {
  const interest = createInterest<string>();
  expect(interest.isWatched('a')).toBe(false);
  interest.replace('page 1', runs('a', 'b'));
  interest.replace('page 2', runs('a'));
  expect(['a', 'b', 'c'].map(interest.isWatched)).toEqual([true, true, false]);
  interest.replace('page 1', runs('c'));
  expect(['a', 'b', 'c'].map(interest.isWatched)).toEqual([true, false, true]);
  interest.forget('page 2');
  interest.forget('page 2');
  expect(['a', 'b', 'c'].map(interest.isWatched)).toEqual([false, false, true]);
});

test('every run is watched as long as any page shows the list', () => {
  const interest = createInterest<string>();
  for (const page of ['page 1', 'page 2']) interest.replace(page, { list: true, runs: {} });
  interest.replace('page 1', { list: true, runs: {} });
  interest.forget('page 1');
  expect(interest.isWatched('a')).toBe(true);
  interest.replace('page 2', runs());
  expect(interest.isWatched('a')).toBe(false);
});
