import { describe, expect, test } from 'vitest';
import { createUpdates, takePortion, toSelection } from '../../../server/live/updates.ts';
import type { CommitRecord } from '../../../server/ports/commit-feed.ts';
import type { Commit } from '../../../shared/live.ts';

const everything = toSelection({ after: 0, series: 'all', logs: true, histograms: true });
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
  test.each<[string, Parameters<typeof toSelection>[0], object | undefined]>([
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
    expect(takePortion([whole], toSelection(watch), 2)).toEqual({ commits, rev: 3, isPartial: false });
  });

  test('marks are always told of', () => {
    const nothing = toSelection({ after: 0, series: [], logs: false, histograms: false });
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
      if (!portion.isPartial) break;
      expect(messages).toBeLessThan(50);
    }
    expect(told).toEqual(commits.map(({ rev }) => rev));
  });

  test('a commit too heavy for any message is left to be read over HTTP', () => {
    expect(takePortion([commit(1, 60_000)], everything, 0)).toBe('too heavy');
    const other = toSelection({ after: 0, series: ['other'], logs: true, histograms: true });
    expect(takePortion([commit(1, 60_000)], other, 0)).toEqual({ commits: [], rev: 1, isPartial: false });
  });

  test.each<[string, (rev: number) => CommitRecord]>([
    ['lines', (rev) => ({ rev, logs: Array.from({ length: 10 }, () => ({ ...line, text: 'x'.repeat(16_384) })) })],
    ['marks', (rev) => ({ rev, events: Array.from({ length: 40 }, () => ({ ...mark, text: 'x'.repeat(4096) })) })],
    ['names', (rev) => ({ rev, newSeries: Array.from({ length: 640 }, (_, i) => String(i).padEnd(256, 'x')) })],
  ])('%s count by their length', (_name, commitOf) => {
    const commits = Array.from({ length: 50 }, (_, index) => commitOf(index + 1));
    const portion = takePortion(commits, everything, 0);
    expect(portion).toMatchObject({ isPartial: true });
    expect(JSON.stringify(portion).length).toBeGreaterThan(500_000);
    expect(JSON.stringify(portion).length).toBeLessThan(2_000_000);
  });

  test('a commit of more text than any message carries is left to be read over HTTP', () => {
    const logs = Array.from({ length: 400 }, () => ({ ...line, text: 'x'.repeat(16_384) }));
    expect(takePortion([{ rev: 1, logs }], everything, 0)).toBe('too heavy');
  });
});

describe('the next message', () => {
  const selection = (series: 'all' | string[]) => toSelection({ after: 0, series, logs: false, histograms: false });
  const at = (rev: number) => ({ sent: rev, read: rev });

  function counted(commits: CommitRecord[]) {
    let reads = 0;
    const updates = createUpdates(async (_run, rev) => {
      reads += 1;
      return commits.filter((each) => each.rev > rev);
    });
    return { ...updates, commits, reads: () => reads };
  }
  const oneNaN = { step: Float64Array.of(2), time: Float64Array.of(1), value: Float64Array.of(Number.NaN) };

  test('is made once for pages with equal selections at the same position', async () => {
    const { next, reads } = counted([{ rev: 1 }, { rev: 2, series: { loss: oneNaN } }]);
    const [a, b] = await Promise.all([
      next('r', selection(['loss', 'accuracy']), at(1)),
      next('r', selection(['accuracy', 'loss']), at(1)),
    ]);
    expect(a).toBe(b);
    expect(reads()).toBe(1);
    expect(a).toEqual({
      rev: 2,
      isPartial: false,
      text: '{"type":"commits","run":"r","from":1,"rev":2,"commits":[{"rev":2,"series":{"loss":{"step":[2],"time":[1],"value":["NaN"]}}}]}',
    });
  });

  test('continues from what was sent, however far commits were read that hold nothing for the page', async () => {
    const { next } = counted([commit(1, 1), commit(2, 1), { rev: 3, series: { other: columns(1) } }]);
    expect(await next('r', selection(['other']), at(0))).toMatchObject({ rev: 3 });
    const quiet = await next('r', selection(['nothing']), at(0));
    expect(quiet).toEqual({ rev: 3, isPartial: false, text: undefined });
    const { next: after } = counted([{ rev: 4, newSeries: ['nothing'], series: { nothing: columns(1) } }]);
    const update = await after('r', selection(['nothing']), { sent: 0, read: 3 });
    expect(update).toMatchObject({ rev: 4, text: expect.stringContaining('"from":0,"rev":4') });
  });

  test.each([
    ['another run', 's', selection('all'), at(1)],
    ['another revision', 'r', selection('all'), at(0)],
    ['another revision to continue from', 'r', selection('all'), { sent: 0, read: 1 }],
    ['another selection', 'r', selection([]), at(1)],
  ])('for %s is made apart', async (_name, run, selected, position) => {
    const { next, reads } = counted([commit(1, 1), commit(2, 1)]);
    await next('r', selection('all'), at(1));
    await next(run, selected, position);
    expect(reads()).toBe(2);
  });

  test('is made anew after a change', async () => {
    const { next, clear, commits } = counted([commit(1, 1)]);
    expect(await next('r', selection('all'), at(0))).toMatchObject({ rev: 1 });
    commits.push(commit(2, 1));
    expect(await next('r', selection('all'), at(0))).toMatchObject({ rev: 1 });
    clear();
    expect(await next('r', selection('all'), at(0))).toMatchObject({ rev: 2 });
  });
});
