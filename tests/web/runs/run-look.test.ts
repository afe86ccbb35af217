import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLOR_COUNT } from '../../../web/core/colors.ts';
import { groupRuns } from '../../../web/runs/grouping.ts';
import { colorRuns } from '../../../web/runs/run-coloring.ts';
import { lookOf, withDistinctLooks } from '../../../web/runs/run-look.ts';
import { aRun } from '../support/fakes.ts';

/** Runs of a project, the newest first, as pages have them. */
const project = Array.from({ length: 48 }, (_, color) =>
  aRun({ id: `r${color}`, color, createdAt: `2026-01-01T00:00:${String(color).padStart(2, '0')}.000Z` }),
).reverse();
const colorsOf = (...runs: Parameters<typeof withDistinctLooks>) =>
  withDistinctLooks(...runs).map(({ color }) => color);

test('a run of a project looks the same among any of its 48 newest, in whatever order and however many', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(project), (shown) => {
      expect(withDistinctLooks(shown)).toEqual(shown);
    }),
  );
});

test('any twelve runs in a row have twelve colours, and all 48 another look', () => {
  const looks = project.map((run) => lookOf(run, 'light'));
  for (let from = 0; from + COLOR_COUNT <= looks.length; from++)
    expect(new Set(looks.slice(from, from + COLOR_COUNT).map(({ color }) => color)).size).toBe(COLOR_COUNT);
  expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(48);
});

test('the first twelve are solid, and each turn after them has another dash', () => {
  const dashOf = (color: number) => lookOf({ color }, 'dark').dash;
  expect(dashOf(11)).toEqual([]);
  expect(dashOf(12)).toEqual(dashOf(23));
  expect(new Set([0, 12, 24, 36].map((color) => String(dashOf(color)))).size).toBe(4);
  expect(dashOf(48)).toEqual([]);
});

test('of two runs with the very same look the newer one has another dash in the same hue', () => {
  const [newer, older] = [
    aRun({ id: 'a', color: 3, createdAt: '2027' }),
    aRun({ id: 'b', project: 'other', color: 3, createdAt: '2026' }),
  ];
  expect(colorsOf([newer, older])).toEqual([15, 3]);
});

test('a look that was set by hand stays, and an older run gives way to it', () => {
  const chosen = aRun({ id: 'chosen', color: 3, colorSetByHand: true, createdAt: '2028' });
  expect(colorsOf([aRun({ id: 'old', color: 3, createdAt: '2026' }), chosen])).toEqual([15, 3]);
  expect(colorsOf([{ ...chosen, id: 'other' }, chosen])).toEqual([3, 3]);
});

test('whatever numbers runs have, 48 of them are all told apart, and more are drawn all the same', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1023), { maxLength: 48 }), (numbers) => {
      const runs = numbers.map((color, index) => aRun({ id: `r${index}`, color }));
      expect(new Set(colorsOf(runs)).size).toBe(numbers.length);
    }),
  );
  expect(colorsOf(Array.from({ length: 100 }, (_, index) => aRun({ id: `r${index}`, color: 5 })))).toHaveLength(100);
});

test('a race of single runs, and groups of one run each, have the looks of their runs', () => {
  const shown = project.slice(0, 20).map((run, index) => ({ ...run, config: { lr: index } }));
  const groups = groupRuns(shown, ['config.lr']);
  const { ofRun, ofGroup } = colorRuns(shown, { by: 'group', groups, theme: 'light' });
  for (const run of shown) expect(ofRun(run)).toEqual(lookOf(run, 'light'));
  for (const group of groups) expect(ofGroup(group)).toEqual(lookOf(group.runs[0] ?? run0, 'light'));
});

const run0 = aRun({ id: 'none' });
