import { describe, expect, test } from 'vitest';
import { takePortion, toWanted } from '../../../server/live/select.ts';
import type { Commit } from '../../../shared/live.ts';

const everything = toWanted({ after: 0, series: 'all', logs: true, histograms: true });
const columns = (length: number) => ({
  step: Array.from({ length }, (_, index) => index),
  time: Array.from({ length }, () => 1),
  value: Array.from({ length }, () => 0.5),
});
const commit = (rev: number, points: number): Commit => ({ rev, series: { loss: columns(points) } });
const histogram = { key: 'weights/layer1', step: 1, time: 1, edges: [0, 1], counts: [2] };
const line = { id: 1, time: 1, level: 'info' as const, text: 'hello' };
const mark = { kind: 'note' as const, step: 1, time: 1, text: 'here' };

describe('what a message carries', () => {
  test.each<[string, Parameters<typeof toWanted>[0], object | undefined]>([
    [
      'all',
      { after: 0, series: 'all', logs: true, histograms: true },
      { series: { a: columns(1), b: columns(1) }, histograms: [histogram], logs: [line] },
    ],
    ['one series', { after: 0, series: ['b'], logs: false, histograms: false }, { series: { b: columns(1) } }],
    ['a series that is not there', { after: 0, series: ['c'], logs: true, histograms: false }, { logs: [line] }],
    ['nothing of it', { after: 0, series: [], logs: false, histograms: false }, undefined],
  ])('%s', (_name, watch, selected) => {
    const whole: Commit = { rev: 3, series: { a: columns(1), b: columns(1) }, histograms: [histogram], logs: [line] };
    const commits = selected ? [{ rev: 3, ...selected }] : [];
    expect(takePortion([whole], toWanted(watch), 2)).toEqual({ commits, rev: 3, isCut: false });
  });

  test('marks are always told of', () => {
    const nothing = toWanted({ after: 0, series: [], logs: false, histograms: false });
    expect(takePortion([{ rev: 1, events: [mark] }], nothing, 0)).toMatchObject({
      commits: [{ rev: 1, events: [mark] }],
    });
  });

  test('much to tell is told in portions that lose nothing and repeat nothing', () => {
    const commits = Array.from({ length: 50 }, (_, index) => commit(index + 1, 3000));
    const told: number[] = [];
    let cursor = 0;
    for (let messages = 1; ; messages++) {
      const portion = takePortion(
        commits.filter(({ rev }) => rev > cursor),
        everything,
        cursor,
      );
      if (portion === 'too heavy') throw new Error('no commit of these is too heavy');
      expect(portion.commits.length).toBeLessThan(10);
      told.push(...portion.commits.map(({ rev }) => rev));
      cursor = portion.rev;
      if (!portion.isCut) break;
      expect(messages).toBeLessThan(50);
    }
    expect(told).toEqual(commits.map(({ rev }) => rev));
  });

  test('a commit too heavy for any message is left to be read over HTTP', () => {
    expect(takePortion([commit(1, 60_000)], everything, 0)).toBe('too heavy');
    const other = toWanted({ after: 0, series: ['other'], logs: true, histograms: true });
    expect(takePortion([commit(1, 60_000)], other, 0)).toEqual({ commits: [], rev: 1, isCut: false });
  });
});
