import { expect, test } from 'vitest';
import { GroupLine } from '../../../web/charts/group-line.ts';
import { describe as inWords } from '../../../web/charts/in-words.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, points } from '../support/fakes.ts';

test('a chart in words names the last and the lowest value drawn, live points among them', () => {
  const line = new SeriesLine(aCurve([3, 2]), { x: 'step', smoothing: 0, pixels: 100 });
  const drawn = { label: 'alpha', line, color: '', dash: [] } as never;
  expect(inWords('loss', [drawn])).toMatch('alpha last 2 at step 2, lowest 2');

  line.append(points([3, 4], [0.5, 1]), 11);
  expect(inWords('loss', [drawn])).toMatch('alpha last 1 at step 4, lowest 0.5');
});

test('a group in words names values of its middle, and says where a place stands for many steps', () => {
  const columns = { x: [2.5, 7.5], middle: [4, 3], low: [1, 2], high: [7, 4], count: [2, 2] };
  const [line] = GroupLine.of({ key: 'loss', group: 'adam', runs: 2, revs: {}, columns } as never);
  const drawn = { label: 'adam (2)', line, color: '', dash: [] } as never;
  expect(inWords('loss', [drawn])).toMatch('adam (2) last 3 around step 8, lowest 3.');
});
