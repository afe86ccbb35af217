import { expect, test } from 'vitest';
import { decideSettings } from '../../../web/charts/chart-settings.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { toCsv } from '../../../web/charts/export/csv.ts';
import { GroupLine } from '../../../web/charts/group-line.ts';
import { linesScene } from '../../../web/charts/lines-scene.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve } from '../support/fakes.ts';

const drawn = (line: DrawnLine['line'], label = 'a'): DrawnLine => ({
  ...{ line, label, color: '#000000', dash: [], side: 'left', strength: 1 },
});
const rowsOf = (lines: DrawnLine[], settings = {}) => {
  const decided = decideSettings(settings);
  const shown = { x: decided.x, window: null, yWindow: null, log: undefined, unitOf: () => '' } as const;
  return toCsv(linesScene(lines, decided, shown)).split('\r\n');
};
const group = () =>
  GroupLine.of({
    ...{ key: 'loss', group: 'adam', runs: 5, members: [] },
    columns: { x: [1000], middle: [2], low: [1.5], high: [2.5], count: [5] },
  }).map((line) => drawn(line, 'adam (5)'));

test('a chart of runs has a row a bucket, and quotes what needs it', () => {
  const [head, first] = rowsOf([drawn(new SeriesLine(aCurve([0.5]), {}), 'a "b", c')]);
  expect(head).toBe('line,key,run,step,time,value,min,max,points,smoothed');
  expect(first).toBe('"a ""b"", c",loss,r,1,1970-01-01T00:00:01.000Z,0.5,0.5,0.5,1,');
});

test('what lies around a group is no minimum and maximum, and its runs are no points', () => {
  expect(rowsOf(group())).toEqual([
    'line,key,run,step,time,value,low,high,runs',
    'adam (5),loss,adam,1000,,2,1.5,2.5,5',
  ]);
  const [head, , second] = rowsOf([drawn(new SeriesLine(aCurve([0.5]), {})), ...group()]);
  expect(head).toBe('line,key,run,step,time,value,min,max,points,smoothed,low,high,runs');
  expect(second).toBe('adam (5),loss,adam,1000,,2,,,,,1.5,2.5,5');
});

test('what is along another axis than steps and times has a column, and is no step of a group', () => {
  expect(rowsOf(group(), { xMetric: 'tokens' })).toEqual([
    'line,key,run,tokens,step,time,value,low,high,runs',
    'adam (5),loss,adam,1000,,,2,1.5,2.5,5',
  ]);
  expect(rowsOf(group(), { x: 'time' })[1]).toContain(',,1970-01-01T00:00:01.000Z,2,');
});

test('a name that a spreadsheet would run is text, and a number stays one', () => {
  const [, first] = rowsOf([drawn(new SeriesLine(aCurve([Number.NEGATIVE_INFINITY]), {}), '=1+1')]);
  expect(first).toMatch(/^'=1\+1,loss,r,1,[^,]*,-Infinity,/);
});
