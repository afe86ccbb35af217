import { describe, expect, test } from 'vitest';
import { runColor, type ThemeName } from '../../../web/core/colors.ts';
import { groupRuns } from '../../../web/runs/grouping.ts';
import { colorRuns, shareOn } from '../../../web/runs/run-coloring.ts';
import { contrast } from '../support/eyes.ts';
import { aRun } from '../support/fakes.ts';
import { tokenOf } from '../support/tokens.ts';

const theme = 'light';
const runs = [0.001, 0.01, 0.1].flatMap((lr, index) =>
  ['adam', 'sgd'].map((optimizer, at) =>
    aRun({ id: `${optimizer}${lr}`, color: 3, createdAt: `2026-01-0${1 + 2 * index + at}`, config: { lr, optimizer } }),
  ),
);
const looks = (by: string, shown = runs) => {
  const groups = groupRuns(shown, ['optimizer']);
  return colorRuns(shown, { by, groups, theme });
};
const colorsOf = (by: string, shown = runs) => shown.map((run) => looks(by, shown).ofRun(run).color);

test('by run each line is its own, by group the lines of a group are alike', () => {
  expect(new Set(runs.map((run) => JSON.stringify(looks('run').ofRun(run)))).size).toBe(6);
  const [adam, sgd] = colorsOf('group');
  expect(colorsOf('group')).toEqual([adam, sgd, adam, sgd, adam, sgd]);
  expect(adam).not.toBe(sgd);
  const [first] = groupRuns(runs, ['optimizer']);
  expect(first && looks('group').ofGroup(first).color).toBe(adam);
});

test('a newer run leaves the colours of those before it as they are, wherever it stands in the list', () => {
  const newer = aRun({ id: 'new', color: 3, createdAt: '2027', config: { optimizer: 'lion' } });
  expect(colorsOf('run', [newer, ...runs]).slice(1)).toEqual(colorsOf('run'));
  expect(colorsOf('group', [newer, ...runs]).slice(1)).toEqual(colorsOf('group'));
});

test('a colour that was set by hand stays', () => {
  const chosen = aRun({ id: 'chosen', color: 7, colorSetByHand: true, createdAt: '2028' });
  expect(looks('run', [...runs, chosen]).ofRun(chosen).color).toBe(runColor(7, theme));
});

test('a setting over decades is a logarithmic scale, from pale to strong; a run without it is grey and dotted', () => {
  const { ofRun, scale } = looks('config.lr');
  expect(scale).toMatchObject({ key: 'config.lr', low: 0.001, high: 0.1, isLog: true });
  expect(runs.map((run) => ofRun(run).color)).toEqual([0, 0, 0.5, 0.5, 1, 1].map((share) => scale?.at(share)));
  expect(ofRun(aRun({ id: 'without' })).dash).not.toEqual([]);
});

test('a setting close together is a linear scale, one with other values than numbers has a colour each', () => {
  const close = [1, 2, 5].map((depth) => aRun({ id: String(depth), config: { depth } }));
  expect(looks('config.depth', close).scale?.isLog).toBe(false);
  expect(shareOn({ low: 1, high: 5, isLog: false }, 2)).toBe(0.25);
  expect(looks('optimizer').scale).toBe(null);
  expect(new Set(colorsOf('optimizer')).size).toBe(2);
});

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (each) => {
  test('every colour of a scale, and that of runs without, stands out at least 3 to 1', () => {
    const { scale, ofRun } = colorRuns(runs, { by: 'config.lr', theme: each });
    const colors = [0, 0.25, 0.5, 0.75, 1].map((share) => scale?.at(share) ?? '');
    for (const color of [...colors, ofRun(aRun({ id: 'x' })).color])
      expect(contrast(color, tokenOf(each, 'surface')), color).toBeGreaterThanOrEqual(3);
  });
});
