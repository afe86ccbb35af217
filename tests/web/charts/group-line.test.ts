import { describe, expect, test } from 'vitest';
import { GroupLine } from '../../../web/charts/group-line.ts';
import { styleGroups } from '../../../web/charts/group-style.ts';
import { readAt } from '../../../web/charts/readout.ts';
import { runLooks } from '../../../web/charts/run-looks.ts';
import { aRun } from '../support/fakes.ts';

const NONE = Number.NaN;
/** Two runs: one from x 10 on, one until x 20. */
const curve = (group: string, members = false) => ({
  key: 'loss',
  group,
  runs: 2,
  columns: {
    x: [0, 10, 20, 30, 40],
    middle: [4, 3, 2, 1, NONE],
    low: [4, 2, 1, 1, NONE],
    high: [4, 4, 3, 1, NONE],
    count: [1, 2, 2, 1, 0],
  },
  ...(members && {
    members: [
      { run: 'a1', values: [4, 4, 3, NONE, NONE] },
      { run: 'a2', values: [NONE, 2, 1, 1, NONE] },
    ],
  }),
});
const runs = ['a1', 'a2', 'b1'].map((id) => aRun({ id, name: id, createdAt: id, config: { optimizer: id[0] } }));
const looks = runLooks(runs, { grouping: { by: ['optimizer'] }, theme: 'light' });
const [A, B] = looks.grouped?.groups ?? [];

describe('the line of a group', () => {
  const [line] = GroupLine.of(curve('g'));

  test('has its middle as values and its band as lowest and highest', () => {
    expect(line?.columns).toMatchObject({ mean: [4, 3, 2, 1, NONE], min: [4, 2, 1, 1, NONE], max: [4, 4, 3, 1, NONE] });
    expect(line).toMatchObject({ band: 'spread', raw: false, last: 1, lastStep: 40 });
    expect(line?.extremes).toEqual({ low: 1, lowStep: 30, high: 4, highStep: 0 });
  });

  test('ends where no run counts any more', () => {
    expect(line?.pieces()).toEqual([[0, 4]]);
    expect([-5, 14, 15, 26, 99].map((x) => line?.x(line.nearest(x)))).toEqual([0, 10, 20, 30, 30]);
  });

  test('without a place where a run counts has no piece and nothing near', () => {
    const empty = { ...curve('g'), columns: { x: [1], middle: [NONE], low: [NONE], high: [NONE], count: [0] } };
    const [none] = GroupLine.of(empty);
    expect([none?.pieces(), none?.nearest(1), none?.last, none?.extremes]).toEqual([[], -1, null, null]);
  });
});

describe('groups on a chart', () => {
  const lines = [...GroupLine.of(curve(A?.id ?? '', true)), ...GroupLine.of(curve(B?.id ?? ''))];

  test('are called by what they share and how many runs they have, each in its colour; runs are faint behind them', () => {
    const drawn = styleGroups(lines, { looks, keys: ['loss'] });
    expect(drawn.map(({ label }) => label)).toEqual(['a1', 'a2', 'a (2)', 'b (2)']);
    expect(drawn.map(({ strength }) => strength === 1)).toEqual([false, false, true, true]);
    expect(drawn[0]?.color).toBe(drawn[2]?.color);
    expect(drawn[2]?.color).not.toBe(drawn[3]?.color);
  });

  test('are told apart by dashes where they have several metrics', () => {
    const [first, second] = ['loss', 'accuracy'].map((key) => {
      const [line] = GroupLine.of({ ...curve(A?.id ?? ''), key });
      return styleGroups(line ? [line] : [], { looks, keys: ['loss', 'accuracy'] })[0];
    });
    expect([first?.label, second?.label]).toEqual(['a (2) · loss', 'a (2) · accuracy']);
    expect(first?.dash).not.toEqual(second?.dash);
  });

  test('one that is no longer drawn has no line', () => {
    expect(styleGroups(GroupLine.of(curve('gone')), { looks, keys: ['loss'] })).toEqual([]);
  });

  test('are read with what lies around them and how many runs count there; their runs are not listed', () => {
    const readings = readAt(styleGroups(lines, { looks, keys: ['loss'] }), 20);
    expect(readings.map(({ label, value, group, spread }) => [label, value, group, spread])).toEqual([
      ['a (2)', 2, { low: 1, high: 3, runs: 2 }, null],
      ['b (2)', 2, { low: 1, high: 3, runs: 2 }, null],
    ]);
  });
});

test('without groups, runs are drawn in their own colours, and `group` means no other', () => {
  for (const colors of [undefined, 'group', 'run']) {
    const { grouped, coloring } = runLooks(runs, { colors, theme: 'light' });
    expect(grouped).toBe(null);
    expect(new Set(runs.map((run) => JSON.stringify(coloring.ofRun(run)))).size).toBe(3);
  }
});
