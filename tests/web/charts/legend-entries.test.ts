import { expect, test } from 'vitest';
import { legendEntries, metricEntries } from '../../../web/charts/legend-entries.ts';
import { styleLines } from '../../../web/charts/line-style.ts';
import { runLooks } from '../../../web/charts/run-looks.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, aRun } from '../support/fakes.ts';

const runs = ['adam', 'sgd'].map((name, color) => aRun({ id: name, name, color }));
const keys = ['train/loss', 'val/loss'];
const draw = (shown: typeof runs, shownKeys: string[], withLooks = true) =>
  styleLines(
    shown.flatMap(({ id }) => shownKeys.map((key) => new SeriesLine(aCurve([1, 2], { run: id, key }), {}))),
    {
      runs: shown,
      keys: shownKeys,
      theme: 'light',
      looks: withLooks ? runLooks(shown, { theme: 'light' }) : undefined,
    },
  );

test('several metrics of several runs are listed as runs by colour and metrics by dash', () => {
  const entries = legendEntries(draw(runs, keys));
  expect(entries.map(({ label }) => label)).toEqual(['adam', 'sgd', ...keys]);
  expect(entries.map(({ color }) => color === null)).toEqual([false, false, true, true]);
  expect(new Set(entries.slice(2).map(({ dash }) => String(dash))).size).toBe(2);
});

test('several metrics of one run beside others are listed by dash alone', () => {
  expect(legendEntries(draw(runs.slice(0, 1), keys)).map(({ label }) => label)).toEqual(keys);
});

test('a single metric has no key, and on the page of a run metrics differ by colour', () => {
  expect(metricEntries(draw(runs, ['loss']))).toEqual([]);
  expect(legendEntries(draw(runs, ['loss'])).map(({ label }) => label)).toEqual(['adam', 'sgd']);
  const alone = draw(runs.slice(0, 1), keys, false);
  expect(metricEntries(alone)).toEqual([]);
  expect(legendEntries(alone).map(({ label }) => label)).toEqual(keys);
  expect(new Set(alone.map(({ color }) => color)).size).toBe(2);
  expect(alone.map(({ dash }) => dash)).toEqual([[], []]);
});
